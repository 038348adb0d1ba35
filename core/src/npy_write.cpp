#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/npy.hpp>

#include "little_endian.hpp"
#include "npy_header.hpp"

namespace fiberloom::core {

namespace {

constexpr std::size_t data_alignment = 64;

template <class T>
void write_array(const std::filesystem::path& path, std::string_view description,
                 const std::vector<std::size_t>& shape, std::span<const T> values) {
  std::string header = "{'descr': '" + std::string(description) +
                       "', 'fortran_order': False, 'shape': " + shape_text(shape) + ", }";
  constexpr std::size_t fixed_bytes = 10;
  const std::size_t used = fixed_bytes + header.size() + 1;
  header.append((data_alignment - used % data_alignment) % data_alignment, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes += bytes_of(values);
  write_file_atomically(path, bytes);
}

template <class Value>
void write_batch(const std::filesystem::path& path, std::string_view description,
                 const Batch<Value>& batch) {
  write_array(path, description, {batch.batch(), batch.samples()}, batch.values());
}

}  // namespace

void write_npy(const std::filesystem::path& path, const RealBatch<double>& values) {
  write_batch(path, "<f8", values);
}

void write_npy(const std::filesystem::path& path, const FieldBatch<double>& values) {
  write_batch(path, "<c16", values);
}

void write_npy(const std::filesystem::path& path, const FieldBatch<float>& values) {
  write_batch(path, "<c8", values);
}

void write_npy_row(const std::filesystem::path& path,
                   std::span<const std::complex<double>> values) {
  write_array(path, "<c16", {values.size()}, values);
}

void write_npy_float32(const std::filesystem::path& path, const RealBatch<double>& values) {
  const std::vector<float> narrow(values.values().begin(), values.values().end());
  write_array(path, "<f4", {values.batch(), values.samples()}, std::span<const float>(narrow));
}

void write_labels(const std::filesystem::path& path, std::span<const std::int64_t> labels) {
  write_array(path, "<i8", {labels.size()}, labels);
}

}  // namespace fiberloom::core
