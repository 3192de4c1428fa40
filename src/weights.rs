//! Weights files: safetensors in PyTorch's names and layout, f16 or f32, strictly checked; [`packed`]
//! has smaller ones.
#![cfg_attr(
    not(test),
    deny(
        clippy::allow_attributes_without_reason,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

pub mod packed;

use half::f16;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

use crate::error::{Error, Result, quoted, shortened};
use crate::model::state::{Named, Size, StateDict};
use crate::protocol::{Precision, limits};

/// Bytes that a header may have: ours have 1,300. Each of its tensors costs time and memory before
/// it can be refused.
const HEADER: usize = 64 << 10;

/// The tensor whose columns are the latents: it says how many a file's model has.
const FROM_LATENTS: &str = "decoder.0.weight";

/// What a file may be of: the tensors of a model by its size.
type Layout = fn(Size) -> &'static [Named];

/// Reads a VAE's weights file, of whichever number of latents it has.
///
/// # Errors
/// [`Error::Weights`] that names the first thing wrong: size, header, a name that is missing or
/// too many, a number of latents that there is not, a shape, a number format, a value that is not
/// finite.
pub fn read(bytes: &[u8]) -> Result<StateDict> {
    read_as(Size::vae, bytes)
}

/// Reads the weights file of a VAE with its hypernetwork.
///
/// # Errors
/// As [`read`].
pub fn read_conditioned(bytes: &[u8]) -> Result<StateDict> {
    read_as(Size::conditioned, bytes)
}

fn read_as(layout: Layout, bytes: &[u8]) -> Result<StateDict> {
    let file = opened(layout, bytes)?;
    let size = size_of(&file)?;
    let layout = layout(size);
    let mut tensors = Vec::with_capacity(layout.len());
    for &(name, shape) in layout {
        let view = tensor(&file, name)?;
        if view.shape() != shape {
            let (found, latents) = (said(view.shape()), size.latents());
            return refuse(format!(
                "“{name}” has shape {found} and not {shape:?}, as with {latents} latents"
            ));
        }
        let values = values(name, &view)?;
        if let Some(position) = values.iter().position(|value| !value.is_finite()) {
            return refuse(format!("“{name}” holds a value that is not finite, at {position}"));
        }
        tensors.push(values);
    }
    let mut tensors = tensors.into_iter();
    Ok(StateDict::of_layout(size, layout, |_, _| tensors.next().unwrap_or_default()))
}

/// Looks at what is the same of every size: the length at the most, the header, the tensors' names.
fn opened(layout: Layout, bytes: &[u8]) -> Result<SafeTensors<'_>> {
    let most = most_bytes(layout);
    if bytes.len() > most {
        return refuse(format!(
            "it has {} bytes, and this model's weights have at most {most}",
            bytes.len()
        ));
    }
    if bytes.trim_ascii_start().starts_with(b"<") {
        return refuse("it is a web page, so the server probably has no such file".into());
    }
    if let Some((length, _)) = bytes.split_first_chunk::<8>()
        && u64::from_le_bytes(*length) > HEADER as u64
    {
        return refuse(format!(
            "it is not a safetensors file of this model: its header would be longer than {HEADER} \
             bytes"
        ));
    }
    let file = SafeTensors::deserialize(bytes).map_err(|error| {
        refusal(format!("it is not a safetensors file ({})", shortened(&error)))
    })?;
    for name in file.names() {
        if !layout(Size::default()).iter().any(|(known, _)| *known == name) {
            let name = quoted(name);
            return refuse(format!("it has a tensor {name} that this model does not have"));
        }
    }
    Ok(file)
}

/// The size of the model that a file is of, by how many latents its decoder takes.
fn size_of(file: &SafeTensors<'_>) -> Result<Size> {
    let view = tensor(file, FROM_LATENTS)?;
    let &[_, latents] = view.shape() else {
        let shape = said(view.shape());
        return refuse(format!("“{FROM_LATENTS}” has shape {shape} and not [256, latents]"));
    };
    let size = u32::try_from(latents).ok().and_then(|latents| Size::of(latents).ok());
    size.ok_or_else(|| {
        let known = limits::LATENTS.listed();
        refusal(format!("its model has {latents} latents, and only {known} are taken"))
    })
}

/// A stranger's shape, which may have thousands of sides.
fn said(shape: &[usize]) -> String {
    shortened(&format!("{shape:?}"))
}

fn tensor<'a>(file: &SafeTensors<'a>, name: &str) -> Result<TensorView<'a>> {
    let missing = |_| refusal(format!("the tensor “{name}” is missing from it"));
    file.tensor(name).map_err(missing)
}

/// No valid file is larger: 4 bytes a weight of the largest model, and room for the header.
fn most_bytes(layout: Layout) -> usize {
    let length = |shape: &[usize]| shape.iter().fold(4, |bytes: usize, n| bytes.saturating_mul(*n));
    let bytes = |size: Size| {
        layout(size).iter().fold(HEADER, |bytes, (_, shape)| bytes.saturating_add(length(shape)))
    };
    Size::all().map(bytes).max().unwrap_or(HEADER)
}

/// Writes a weights file.
///
/// # Errors
/// [`Error::Weights`] where a weight is not finite, or too large for f16 (above 65,504).
pub fn write(state: &StateDict, precision: Precision) -> Result<Vec<u8>> {
    let dtype = match precision {
        Precision::F16 => Dtype::F16,
        Precision::F32 => Dtype::F32,
    };
    let mut encoded = Vec::with_capacity(state.layout().len());
    for (name, shape, values) in state.iter() {
        let bytes: Vec<u8> = match precision {
            Precision::F16 => values.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes()).collect(),
            Precision::F32 => values.iter().flat_map(|x| x.to_le_bytes()).collect(),
        };
        let storable = |x: &f32| match precision {
            Precision::F16 => f16::from_f32(*x).is_finite(),
            Precision::F32 => x.is_finite(),
        };
        if !values.iter().all(storable) {
            return Err(Error::Weights(format!(
                "The weights were not written: “{name}” holds a value that the file's number \
                 format cannot."
            )));
        }
        encoded.push((name, shape, bytes));
    }
    let views = encoded
        .iter()
        .map(|(name, shape, bytes)| {
            TensorView::new(dtype, shape.to_vec(), bytes).map(|view| (*name, view))
        })
        .collect::<std::result::Result<Vec<_>, _>>()
        .and_then(|views| serialize(views, None));
    views.map_err(|error| Error::Weights(format!("The weights were not written ({error}).")))
}

fn values(name: &str, view: &TensorView<'_>) -> Result<Vec<f32>> {
    let bytes = view.data();
    match view.dtype() {
        Dtype::F32 => Ok(bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()),
        Dtype::F16 => {
            let halves = bytes.as_chunks::<2>().0.iter();
            Ok(halves.map(|b| f16::from_le_bytes(*b).to_f32()).collect())
        }
        other => refuse(format!("“{name}” is {other:?}, and only F16 and F32 are taken")),
    }
}

fn refusal(what: String) -> Error {
    Error::Weights(format!(
        "The weights file was refused: {what}. The weights in use are unchanged."
    ))
}

fn refuse<T>(what: String) -> Result<T> {
    Err(refusal(what))
}

#[cfg(test)]
mod tests;
