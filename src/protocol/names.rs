//! Names that the engine looks up in its tables: what there is, those know, not the wire. To the page
//! each is one of a list.

use serde::{Deserialize, Serialize};

/// A few-shot method: the name of a row of `meta::methods::METHODS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Method"))]
#[serde(transparent)]
pub struct MethodId(pub String);

/// A meta-training algorithm: the name of a row of `meta::training::ALGORITHMS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Algorithm"))]
#[serde(transparent)]
pub struct AlgorithmId(pub String);

impl From<&str> for MethodId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<&str> for AlgorithmId {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}
