//! Images by class, for tasks that are made of classes.

use std::borrow::Cow;
use std::sync::Arc;

use crate::data::{CLASSES, Dataset};
use crate::error::{Error, Result};
use crate::image::{PIXELS, SIDE};

/// A class and all its images. A copy shares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// What it is called within its group.
    pub name: String,
    /// What it belongs to: an alphabet. Digits have none.
    pub group: String,
    images: Arc<Vec<u8>>,
    /// Right angles by which each image is turned as it is taken out.
    quarters: usize,
}

impl Class {
    /// A class of `n · 784` bytes.
    ///
    /// # Errors
    /// [`Error::Data`] where that is no whole number of images.
    pub fn new(name: impl Into<String>, group: impl Into<String>, images: Vec<u8>) -> Result<Self> {
        let (name, group) = (name.into(), group.into());
        if !images.len().is_multiple_of(PIXELS) {
            return Err(Error::Data(format!(
                "The images of class {name} are {} bytes, which is no multiple of {PIXELS}.",
                images.len()
            )));
        }
        Ok(Self { name, group, images: Arc::new(images), quarters: 0 })
    }

    /// Images of the class.
    pub fn len(&self) -> usize {
        self.images.len() / PIXELS
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// The 784 bytes of one image.
    ///
    /// # Panics
    /// Where `index` is not below [`len`](Self::len), as slices do.
    pub fn image(&self, index: usize) -> Cow<'_, [u8]> {
        let image = &self.images[index * PIXELS..(index + 1) * PIXELS];
        match self.quarters {
            0 => Cow::Borrowed(image),
            quarters => Cow::Owned(turned(image, quarters)),
        }
    }

    /// The class with every image turned clockwise by this many right angles.
    pub fn turned(&self, quarters: usize) -> Self {
        let quarters = (self.quarters + quarters) % 4;
        let name = format!("{}, turned by {}°", self.name, 90 * quarters);
        Self { name, quarters, ..self.clone() }
    }
}

/// Classes that tasks are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassSet {
    /// Every class, in a fixed order.
    pub classes: Vec<Class>,
}

impl ClassSet {
    /// The digits of a data set that occur in it, in order.
    pub fn digits(data: &Dataset) -> Self {
        let mut images = vec![Vec::new(); usize::from(CLASSES)];
        for (index, &label) in data.labels().iter().enumerate() {
            images[usize::from(label)].extend_from_slice(data.image(index));
        }
        let classes = images
            .into_iter()
            .enumerate()
            .filter(|(_, images)| !images.is_empty())
            .map(|(digit, images)| Class {
                name: digit.to_string(),
                group: String::new(),
                images: Arc::new(images),
                quarters: 0,
            })
            .collect();
        Self { classes }
    }

    /// The classes that `keep` says yes to.
    pub fn only(&self, keep: impl Fn(&Class) -> bool) -> Self {
        Self { classes: self.classes.iter().filter(|class| keep(class)).cloned().collect() }
    }

    /// Each class, and its images turned by 90°, 180° and 270° as three further classes (Santoro et
    /// al. 2016).
    pub fn with_turns(&self) -> Self {
        let turns = |class: &Class| {
            let class = class.clone();
            (0..4).map(move |quarters| match quarters {
                0 => class.clone(),
                quarters => class.turned(quarters),
            })
        };
        Self { classes: self.classes.iter().flat_map(turns).collect() }
    }

    /// The names of the groups, each once, sorted.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self.classes.iter().map(|class| class.group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// `most · 784` bytes at the most: images at even distances over all classes.
    pub fn some_images(&self, most: usize) -> Vec<u8> {
        let every = self.images().div_ceil(most.max(1)).max(1);
        let all = self.classes.iter().flat_map(|class| (0..class.len()).map(move |at| (class, at)));
        let mut some = Vec::with_capacity(most * PIXELS);
        for (class, at) in all.step_by(every) {
            some.extend_from_slice(&class.image(at));
        }
        some
    }

    /// Images in all.
    pub fn images(&self) -> usize {
        self.classes.iter().map(Class::len).sum()
    }
}

fn turned(image: &[u8], quarters: usize) -> Vec<u8> {
    let last = SIDE - 1;
    let from = |row: usize, column: usize| match quarters % 4 {
        0 => (row, column),
        1 => (last - column, row),
        2 => (last - row, last - column),
        _ => (column, last - row),
    };
    (0..PIXELS)
        .map(|at| {
            let (row, column) = from(at / SIDE, at % SIDE);
            image[row * SIDE + column]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner() -> Class {
        // Ink at the top left, and a little right of it.
        let mut image = vec![0; PIXELS];
        (image[0], image[1]) = (200, 100);
        Class::new("a", "letters", image).unwrap()
    }

    #[test]
    fn a_turn_is_clockwise_and_four_of_them_are_none() {
        let ink = |class: &Class| {
            let image = class.image(0);
            let places = image.iter().enumerate().filter(|(_, ink)| **ink > 0);
            places.map(|(at, ink)| (at / SIDE, at % SIDE, *ink)).collect::<Vec<_>>()
        };
        assert_eq!(ink(&corner().turned(1)), [(0, 27, 200), (1, 27, 100)]);
        assert_eq!(ink(&corner().turned(2)), [(27, 26, 100), (27, 27, 200)]);
        assert_eq!(ink(&corner().turned(3)), [(26, 0, 100), (27, 0, 200)]);
        assert_eq!(corner().turned(1).turned(3).image(0), corner().image(0));
        let set = ClassSet { classes: vec![corner()] }.with_turns();
        assert_eq!(set.classes.len(), 4);
        assert_eq!(set.classes[1].name, "a, turned by 90°");
    }

    #[test]
    fn digits_become_classes_and_half_images_are_refused() {
        let images = [3u8, 1, 3].iter().flat_map(|digit| vec![*digit; PIXELS]).collect();
        let set = ClassSet::digits(&Dataset::new(images, vec![3, 1, 3]).unwrap());
        let sizes: Vec<_> = set.classes.iter().map(|c| (c.name.as_str(), c.len())).collect();
        assert_eq!(sizes, [("1", 1), ("3", 2)]);
        assert_eq!(set.images(), 3);
        assert_eq!(set.only(|class| class.name == "3").classes[0].image(1)[..], [3; PIXELS]);
        assert!(Class::new("b", "", vec![0; 785]).is_err());
    }
}
