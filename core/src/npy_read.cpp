#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/npy.hpp>
#include <utility>

#include "little_endian.hpp"
#include "npy_header.hpp"

namespace fiberloom::core {

namespace {

/// Position in the file of each element of the C-ordered result.
std::vector<std::size_t> fortran_positions(const std::vector<std::size_t>& shape,
                                           std::size_t count) {
  std::vector<std::size_t> strides(shape.size());
  std::size_t stride = 1;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  std::vector<std::size_t> positions(count);
  for (std::size_t index = 0; index < count; ++index) {
    std::size_t rest = index;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      positions[index] += rest % shape[axis] * strides[axis];
      rest /= shape[axis];
    }
  }
  return positions;
}

template <class Stored, class Value>
void decode(std::string_view data, const NpyHeader& header, std::size_t count,
            std::vector<Value>& values) {
  values.resize(count);
  if (header.is_fortran_order && header.shape.size() > 1) {
    const auto positions = fortran_positions(header.shape, count);
    for (std::size_t index = 0; index < count; ++index) {
      values[index] = static_cast<Value>(little_endian_at<Stored>(data, positions[index]));
    }
    return;
  }
  for (std::size_t index = 0; index < count; ++index) {
    values[index] = static_cast<Value>(little_endian_at<Stored>(data, index));
  }
}

void decode_as(std::string_view data, const NpyHeader& header, std::size_t count, NpyArray& array) {
  switch (header.type) {
    case NpyType::boolean:
      decode<std::uint8_t>(data, header, count, array.real);
      for (double& value : array.real) value = value != 0.0 ? 1.0 : 0.0;
      return;
    case NpyType::unsigned8:
      return decode<std::uint8_t>(data, header, count, array.real);
    case NpyType::integer16:
      return decode<std::int16_t>(data, header, count, array.real);
    case NpyType::integer32:
      return decode<std::int32_t>(data, header, count, array.real);
    case NpyType::integer64:
      return decode<std::int64_t>(data, header, count, array.real);
    case NpyType::float32:
      return decode<float>(data, header, count, array.real);
    case NpyType::float64:
      return decode<double>(data, header, count, array.real);
    case NpyType::complex64:
      return decode<std::complex<float>>(data, header, count, array.complex);
    case NpyType::complex128:
      return decode<std::complex<double>>(data, header, count, array.complex);
  }
}

bool is_finite(double value) { return std::isfinite(value); }
bool is_finite(const std::complex<double>& value) {
  return std::isfinite(value.real()) && std::isfinite(value.imag());
}

template <class Value>
Batch<Value> to_batch(const NpyArray& array, const std::vector<Value>& values,
                      std::string_view source_name) {
  const auto& shape = array.shape;
  if ((shape.size() != 1 && shape.size() != 2) || values.empty()) {
    throw InputError("input.shape", printable(source_name, 500) + ": has the shape " +
                                        shape_text(shape) +
                                        "; expected [batch, samples] or [samples], not empty");
  }
  Batch<Value> batch(shape.size() == 2 ? shape[0] : 1, shape.back());
  for (std::size_t index = 0; index < values.size(); ++index) {
    if (!is_finite(values[index])) {
      throw InputError("input.not_finite",
                       printable(source_name, 500) + ": row " +
                           std::to_string(index / batch.samples()) + ", column " +
                           std::to_string(index % batch.samples()) +
                           " (counted from 0): NaN or infinity; mend or leave out the record");
    }
    batch.values()[index] = values[index];
  }
  return batch;
}

[[noreturn]] void refuse_labels(const std::filesystem::path& path, std::string_view code,
                                const std::string& why) {
  throw InputError(std::string(code), printable(path.string(), 500) + ": " + why);
}

}  // namespace

NpyArray parse_npy(std::string_view bytes, std::string_view source_name) {
  NpyHeader header = parse_npy_header(bytes, source_name);
  const std::string_view data = bytes.substr(header.data_begin);
  const auto wanted = bytes_of_shape(header.shape, element_bytes(header.type));
  if (!wanted || *wanted != data.size()) {
    refuse_npy(source_name, "the shape " + shape_text(header.shape) + " needs " +
                                (wanted ? std::to_string(*wanted) : "more than 2^64") +
                                " bytes, the file holds " + std::to_string(data.size()) +
                                "; was it cut short?");
  }
  NpyArray array;
  array.type = header.type;
  decode_as(data, header, data.size() / element_bytes(header.type), array);
  array.shape = std::move(header.shape);
  return array;
}

NpyArray read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), path.string());
}

RealBatch<double> to_real_batch(const NpyArray& array, std::string_view source_name) {
  if (array.is_complex()) {
    throw InputError("input.type", printable(source_name, 500) +
                                       ": holds complex numbers where real ones are wanted");
  }
  return to_batch(array, array.real, source_name);
}

RealBatch<double> read_real_batch(const std::filesystem::path& path) {
  return to_real_batch(read_npy(path), path.string());
}

FieldBatch<double> to_field_batch(const NpyArray& array, std::string_view source_name) {
  if (array.is_complex()) return to_batch(array, array.complex, source_name);
  const std::vector<std::complex<double>> wide(array.real.begin(), array.real.end());
  return to_batch(array, wide, source_name);
}

std::variant<RealBatch<double>, FieldBatch<double>> read_batch(const std::filesystem::path& path) {
  const NpyArray array = read_npy(path);
  if (array.is_complex()) return to_field_batch(array, path.string());
  return to_real_batch(array, path.string());
}

std::vector<std::int64_t> read_labels(const std::filesystem::path& path) {
  const NpyArray array = read_npy(path);
  const auto& shape = array.shape;
  const bool is_list = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
  if (!is_list || array.is_complex()) {
    refuse_labels(path, "input.shape",
                  "labels must be one list of whole numbers, found the shape " + shape_text(shape) +
                      (array.is_complex() ? " of complex numbers" : ""));
  }
  constexpr double largest = 9007199254740992.0;  // 2^53: beyond it a double is not trusted whole
  std::vector<std::int64_t> labels;
  labels.reserve(array.real.size());
  for (const double value : array.real) {
    if (!(std::abs(value) <= largest) || value != std::floor(value)) {
      refuse_labels(path, "input.labels",
                    "label " + std::to_string(labels.size()) +
                        " (counted from 0) is no whole number: " + std::to_string(value));
    }
    labels.push_back(static_cast<std::int64_t>(value));
  }
  return labels;
}

}  // namespace fiberloom::core
