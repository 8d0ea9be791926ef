//! Documents and samples as they are kept: compressed, with a check sum, in pure Rust.
//!
//! zlib (miniz_oxide), because the format is old enough to be read by anything, needs no C beside SQLite's own, and its
//! check sum finds a flipped bit. Samples are floats whose bytes are first sorted by significance: signs, exponents and
//! leading digits hardly differ and shrink to little, whatever the unit; every bit pattern comes back.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// zlib's own default.
const LEVEL: u8 = 6;
/// Most that a document or a list of samples may hold: a file from elsewhere must not fill the memory.
pub const MOST: usize = 512 << 20;

/// Compresses a text.
pub fn pack_text(text: &str) -> Vec<u8> {
    compress_to_vec_zlib(text.as_bytes(), LEVEL)
}

/// The text again; or why not.
pub fn unpack_text(packed: &[u8]) -> Result<String, String> {
    String::from_utf8(inflate(packed)?).map_err(|error| error.to_string())
}

/// Compresses numbers.
pub fn pack_samples(samples: &[f64]) -> Vec<u8> {
    let bytes: Vec<[u8; 8]> = samples.iter().map(|sample| sample.to_bits().to_be_bytes()).collect();
    let planes: Vec<u8> = (0..8).flat_map(|plane| bytes.iter().map(move |each| each[plane])).collect();
    compress_to_vec_zlib(&planes, LEVEL)
}

/// The numbers again; or why not.
pub fn unpack_samples(packed: &[u8]) -> Result<Vec<f64>, String> {
    let planes = inflate(packed)?;
    let count = planes.len() / 8;
    if planes.len() % 8 != 0 {
        return Err(format!("{} bytes are no list of numbers", planes.len()));
    }
    let sample = |index: usize| {
        let bytes = std::array::from_fn(|plane| planes[plane * count + index]);
        f64::from_bits(u64::from_be_bytes(bytes))
    };
    Ok((0..count).map(sample).collect())
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, String> {
    decompress_to_vec_zlib_with_limit(packed, MOST)
        .map_err(|error| format!("its compressed content is damaged: {:?}", error.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_list_of_floats_comes_back_bit_by_bit(bits in proptest::collection::vec(any::<u64>(), 0..300)) {
            let samples: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
            let back = unpack_samples(&pack_samples(&samples)).expect("whole");
            prop_assert_eq!(back.iter().map(|sample| sample.to_bits()).collect::<Vec<_>>(), bits);
        }

        #[test]
        fn every_text_comes_back(text in ".*") {
            prop_assert_eq!(unpack_text(&pack_text(&text)), Ok(text));
        }

        #[test]
        fn what_is_no_such_thing_is_reported(packed in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack_samples(&packed);
            let _ = unpack_text(&packed);
        }
    }

    #[test]
    fn a_flipped_bit_is_reported() {
        let mut packed = pack_samples(&[0.25, 0.5, 0.75]);
        let last = packed.len() - 1;
        packed[last] ^= 1;
        assert!(unpack_samples(&packed).is_err());
    }

    #[test]
    fn times_of_nanoseconds_take_less_than_they_are() {
        let samples: Vec<f64> =
            (0..10_000).map(|n| f64::from(412_000_000 + n * 7_919 % 9_000_000) / 1e9).collect();
        assert!(pack_samples(&samples).len() < 6 * samples.len(), "{}", pack_samples(&samples).len());
    }
}
