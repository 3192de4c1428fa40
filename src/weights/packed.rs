//! Small weights files: a byte a number, compressed; whole, or as what differs from another file.
//!
//! A packed file is safetensors, as it is or in gzip. It has a tensor `NAME` as a plain file has it, or
//! as three:
//!
//! | tensor | numbers | shape | |
//! |---|---|---|---|
//! | `NAME.codes` | U8 | that of `NAME` | |
//! | `NAME.scale` | F32 | `[1]` | the distance of two neighbouring codes |
//! | `NAME.zero` | U8 | `[1]` | the code that stands for 0 |
//!
//! and `NAME = scale · (code − zero)`, computed in f32. Codes that are a byte each and as evenly
//! spaced as that are what gzip is good at: weights cluster around 0, so the codes there get the
//! short words, and a number costs its entropy, 4 bits or so, where codes of a fixed width cost the
//! width of the largest.
//!
//! A file whose metadata names a `base`, by the SHA-256 of that file out of its gzip (some hosts
//! take it out on the way), is a patch: what tensors it has not are the base's. Small models share
//! their large layers so.
//!
//! All becomes a plain file of f32 here, which the reader of plain files then checks as any other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

use super::{HEADER, refusal, refuse, values};
use crate::data::dataset::sha256_hex;
use crate::data::formats::gzip::{self, Sniffed};
use crate::error::{Result, quoted};
use crate::protocol::sizes::MOST_BYTES;

/// What follows a tensor's name.
pub const CODES: &str = ".codes";
/// See [`CODES`].
pub const SCALE: &str = ".scale";
/// See [`CODES`].
pub const ZERO: &str = ".zero";
/// The metadata's key of a patch.
pub const BASE: &str = "base";

/// No weights have more: a file of so many, 4 bytes each, is the largest that is taken.
const MOST_NUMBERS: usize = MOST_BYTES.weights as usize / size_of::<f32>();

/// Each tensor's shape and numbers.
type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// A weights file as [`super::read`] and [`super::read_conditioned`] take it: unpacked where it is
/// packed, and as it is where it is not. `base` is the file that a patch is of.
///
/// # Errors
/// [`crate::error::Error::Weights`] where it unpacks to more than weights have, its codes are not
/// what they ought to be, or it and `base` do not belong together.
pub fn plain<'a>(bytes: &'a [u8], base: Option<&[u8]>) -> Result<Cow<'a, [u8]>> {
    let bytes = unzipped(bytes)?;
    let Some((file, of)) = opened(&bytes) else {
        // The plain reader says what is wrong with it.
        return Ok(bytes);
    };
    let of_base = match (of, base) {
        (None, None) if !file.iter().any(|(name, _)| part_of(name).is_some()) => {
            return Ok(bytes);
        }
        (None, None) => Tensors::new(),
        (None, Some(_)) => {
            return refuse("it is whole, and a base was handed over with it".into());
        }
        (Some(base), None) => {
            let base = quoted(&base);
            return refuse(format!("it holds only what differs from another file, {base}"));
        }
        (Some(named), Some(base)) => tensors_of_base(&named, base)?,
    };
    let mut tensors = unpacked(&file)?;
    for (name, tensor) in of_base {
        tensors.entry(name).or_insert(tensor);
    }
    Ok(Cow::Owned(as_plain_file(&tensors)?))
}

/// What patches of this file call it.
///
/// # Errors
/// [`crate::error::Error::Weights`] where it cannot be taken out of its gzip.
pub fn name_of(bytes: &[u8]) -> Result<String> {
    Ok(sha256_hex(&unzipped(bytes)?))
}

/// What is in gzip comes out of it, but no more than any weights file has.
fn unzipped(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    if gzip::sniff(bytes) != Sniffed::Gzip {
        return Ok(Cow::Borrowed(bytes));
    }
    let most = MOST_BYTES.weights as usize;
    let limit = gzip::most_unpacked(bytes).min(most).saturating_add(1);
    let unzipped = gzip::read_up_to(&mut gzip::reader(bytes), limit)
        .map_err(|error| refusal(format!("it {}", gzip::explain(&error))))?;
    if unzipped.len() >= limit {
        return refuse(format!("it unpacks to more than {most} bytes, which no weights have"));
    }
    Ok(Cow::Owned(unzipped))
}

/// A file of safetensors, and the base that it names.
fn opened(bytes: &[u8]) -> Option<(SafeTensors<'_>, Option<String>)> {
    let (length, _) = bytes.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*length) > HEADER as u64 {
        return None;
    }
    let (_, header) = SafeTensors::read_metadata(bytes).ok()?;
    let base = header.metadata().as_ref().and_then(|metadata| metadata.get(BASE).cloned());
    Some((SafeTensors::deserialize(bytes).ok()?, base))
}

/// The tensors of the file that a patch names.
fn tensors_of_base(named: &str, bytes: &[u8]) -> Result<Tensors> {
    let bytes = unzipped(bytes)?;
    if sha256_hex(&bytes) != named {
        let named = quoted(named);
        return refuse(format!("it belongs to another base, {named}, than was handed over"));
    }
    match opened(&bytes) {
        Some((file, None)) => unpacked(&file),
        Some((_, Some(_))) => refuse("its base is not whole itself".into()),
        None => refuse("its base is not a safetensors file".into()),
    }
}

/// The tensor that one of a packed file's three is of.
fn part_of(name: &str) -> Option<&str> {
    [CODES, SCALE, ZERO].into_iter().find_map(|part| name.strip_suffix(part))
}

fn unpacked(file: &SafeTensors<'_>) -> Result<Tensors> {
    let mut left = MOST_NUMBERS;
    let mut tensors = Tensors::new();
    for (name, view) in file.iter() {
        let Some(whole) = part_of(name) else {
            take(&mut left, view.shape())?;
            tensors.insert(name.into(), (view.shape().to_vec(), values(name, &view)?));
            continue;
        };
        if file.tensor(whole).is_ok() {
            let whole = quoted(whole);
            return refuse(format!("it has {whole} twice, plain and in codes"));
        }
        if name.ends_with(CODES) {
            take(&mut left, view.shape())?;
            tensors.insert(whole.into(), (view.shape().to_vec(), decoded(file, whole, &view)?));
        } else if file.tensor(&format!("{whole}{CODES}")).is_err() {
            let name = quoted(name);
            return refuse(format!("it has {name}, and no codes that it belongs to"));
        }
    }
    Ok(tensors)
}

/// Counts a tensor's numbers against how many there may be, before they take any memory.
fn take(left: &mut usize, shape: &[usize]) -> Result<()> {
    let numbers = shape.iter().try_fold(1usize, |product, n| product.checked_mul(*n));
    match numbers.and_then(|numbers| left.checked_sub(numbers)) {
        Some(rest) => {
            *left = rest;
            Ok(())
        }
        None => refuse("it has more numbers than any model here".into()),
    }
}

fn decoded(file: &SafeTensors<'_>, name: &str, codes: &TensorView<'_>) -> Result<Vec<f32>> {
    if codes.dtype() != Dtype::U8 {
        let (name, dtype) = (quoted(&format!("{name}{CODES}")), codes.dtype());
        return refuse(format!("{name} is {dtype:?}, and only U8 is taken"));
    }
    let scale = f32::from_le_bytes(one(file, &format!("{name}{SCALE}"), Dtype::F32)?);
    let [zero] = one(file, &format!("{name}{ZERO}"), Dtype::U8)?;
    let values = codes.data().iter().map(|code| scale * (f32::from(*code) - f32::from(zero)));
    Ok(values.collect())
}

/// The bytes of a tensor that holds a single number.
fn one<const N: usize>(file: &SafeTensors<'_>, name: &str, dtype: Dtype) -> Result<[u8; N]> {
    let name_of = || quoted(name);
    let view =
        file.tensor(name).map_err(|_| refusal(format!("{} is missing from it", name_of())))?;
    let bytes = <[u8; N]>::try_from(view.data());
    match (view.shape(), view.dtype() == dtype, bytes) {
        ([1], true, Ok(bytes)) => Ok(bytes),
        _ => refuse(format!("{} is not a single number of {dtype:?}", name_of())),
    }
}

fn as_plain_file(tensors: &Tensors) -> Result<Vec<u8>> {
    let bytes: Vec<Vec<u8>> = tensors
        .values()
        .map(|(_, values)| values.iter().flat_map(|x| x.to_le_bytes()).collect())
        .collect();
    let views = tensors.iter().zip(&bytes).map(|((name, (shape, _)), bytes)| {
        TensorView::new(Dtype::F32, shape.clone(), bytes).map(|view| (name, view))
    });
    views
        .collect::<std::result::Result<Vec<_>, _>>()
        .and_then(|views| serialize(views, None))
        .map_err(|error| refusal(format!("it could not be unpacked ({error})")))
}

#[cfg(test)]
mod tests;
