//! The data, read when it is first asked for.

use std::path::PathBuf;

use metavae::data::{ClassSet, Dataset};

use crate::sources;

/// Where data lies.
pub struct Sources {
    folder: PathBuf,
}

/// Classes to train on, and classes that training did not see.
pub struct Split {
    pub name: String,
    pub train: ClassSet,
    pub test: ClassSet,
}

impl Sources {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Training and test images.
    pub fn mnist(&self) -> Result<(Dataset, Dataset), String> {
        sources::mnist(&self.folder.join("mnist"))
    }

    /// Digits to train on from the training images, the others from the test images: both ways.
    pub fn novel_digits(&self) -> Result<[Split; 2], String> {
        let (train, test) = self.mnist()?;
        let (train, test) = (ClassSet::digits(&train), ClassSet::digits(&test));
        let low = |class: &metavae::data::Class| class.name.as_str() < "5";
        Ok([
            Split {
                name: "0-4 to 5-9".into(),
                train: train.only(low),
                test: test.only(|class| !low(class)),
            },
            Split {
                name: "5-9 to 0-4".into(),
                train: train.only(|class| !low(class)),
                test: test.only(low),
            },
        ])
    }

    /// Alphabets of one small background set to train on, those of the other that it does not hold
    /// to test on: both ways.
    pub fn omniglot(&self) -> Result<[Split; 2], String> {
        let read = |name: &str| {
            let file = format!("omniglot/images_background_{name}.zip");
            sources::omniglot(&self.folder.join(file))
        };
        let (first, second) = (read("small1")?, read("small2")?);
        Ok([
            Split {
                name: "small1 to small2".into(),
                train: first.clone(),
                test: unseen(&second, &first),
            },
            Split {
                name: "small2 to small1".into(),
                train: second.clone(),
                test: unseen(&first, &second),
            },
        ])
    }
}

/// The classes of alphabets that `seen` does not hold.
pub fn unseen(set: &ClassSet, seen: &ClassSet) -> ClassSet {
    let known = seen.groups();
    set.only(|class| !known.contains(&class.group.as_str()))
}
