#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fiberloom::core {

/// Element types of a .npy file that fiberloom reads.
enum class NpyType {
  boolean,
  unsigned8,
  integer16,
  integer32,
  integer64,
  float32,
  float64,
  complex64,
  complex128
};

/// The content of a .npy file, converted to double and to C order.
///
/// Shape:   `real` or, when is_complex(), `complex` holds the product of `shape` elements, row-major;
///          a scalar has the empty shape and one element.
struct NpyArray {
  std::vector<std::size_t> shape;
  NpyType type = NpyType::float64;
  std::vector<double> real;
  std::vector<std::complex<double>> complex;

  [[nodiscard]] bool is_complex() const noexcept {
    return type == NpyType::complex64 || type == NpyType::complex128;
  }
};

/// Reads NumPy's .npy format, versions 1 to 3, little endian, C or Fortran order.
///
/// Integers beyond 2^53 lose their last bits. Nothing is allocated before the header agrees with the
/// file's size.
/// Throws:  DocumentError "document.npy" that names the file and what is wrong; "file.*".
/// Source:  NumPy Enhancement Proposal 1 and numpy.lib.format.
[[nodiscard]] NpyArray parse_npy(std::string_view bytes, std::string_view source_name);
[[nodiscard]] NpyArray read_npy(const std::filesystem::path& path);

/// Records of a .npy array: [batch, samples], or [samples] as one row. At least one row and sample.
///
/// Throws:  InputError "input.shape", "input.type" (complex where real is wanted), "input.not_finite"
///          with row and column; and as read_npy.
[[nodiscard]] RealBatch<double> to_real_batch(const NpyArray& array, std::string_view source_name);
[[nodiscard]] FieldBatch<double> to_field_batch(const NpyArray& array,
                                                std::string_view source_name);  // real ones widened
[[nodiscard]] RealBatch<double> read_real_batch(const std::filesystem::path& path);
[[nodiscard]] std::variant<RealBatch<double>, FieldBatch<double>> read_batch(
    const std::filesystem::path& path);

/// Class labels: a 1-d array (or [n,1]) of integers, or of floats that are whole numbers.
///
/// Throws:  InputError "input.shape", "input.labels" with the index; and as read_npy.
[[nodiscard]] std::vector<std::int64_t> read_labels(const std::filesystem::path& path);

/// Writes .npy version 1.0 in C order, atomically: float64, complex128 or complex64 as the type says,
/// int64 for labels.
///
/// Throws:  as write_file_atomically.
void write_npy(const std::filesystem::path& path, const RealBatch<double>& values);
void write_npy(const std::filesystem::path& path, const FieldBatch<double>& values);
void write_npy(const std::filesystem::path& path, const FieldBatch<float>& values);
void write_npy_row(const std::filesystem::path& path,
                   std::span<const std::complex<double>> values);  // of shape [samples]
void write_npy_float32(const std::filesystem::path& path, const RealBatch<double>& values);
void write_labels(const std::filesystem::path& path, std::span<const std::int64_t> labels);

}  // namespace fiberloom::core
