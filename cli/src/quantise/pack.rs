//! The file.

use std::collections::HashMap;

use metavae::weights::packed::BASE;
use safetensors::serialize;
use safetensors::tensor::TensorView;

use super::codes::Tensor;
use crate::files::say;

/// A packed file of these tensors, which names the base that it is a patch of.
///
/// Compressed by Zopfli: 7 % smaller than zlib's best, which takes repetitions that are chance for
/// such and pays for them.
pub fn file(tensors: &[Tensor], base: Option<&str>) -> Result<Vec<u8>, String> {
    let entries: Vec<_> = tensors.iter().flat_map(Tensor::entries).collect();
    let views = entries
        .iter()
        .map(|(name, dtype, shape, bytes)| {
            TensorView::new(*dtype, shape.clone(), bytes).map(|view| (name, view))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(say)?;
    let metadata = base.map(|base| HashMap::from([(BASE.to_string(), base.to_string())]));
    let plain = serialize(views, metadata).map_err(say)?;
    let mut packed = Vec::new();
    let how = zopfli::Options::default();
    zopfli::compress(how, zopfli::Format::Gzip, plain.as_slice(), &mut packed).map_err(say)?;
    Ok(packed)
}
