#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/safetensors.hpp>

#include "json_tree.hpp"
#include "little_endian.hpp"

namespace fiberloom::core {

namespace {

constexpr std::size_t header_alignment = 8;

void check_tensor(const std::string& name, const Tensor& tensor) {
  const std::size_t held = tensor.is_integer ? tensor.integers.size() : tensor.values.size();
  const std::size_t other = tensor.is_integer ? tensor.values.size() : tensor.integers.size();
  const auto wanted = bytes_of_shape(tensor.shape, 1);
  const std::string shown = "tensor " + json_quoted(printable(name));
  if (name == "__metadata__") {
    throw DocumentError("document.safetensors", shown + ": the name is reserved; choose another");
  }
  if (!wanted || *wanted != held || other != 0) {
    throw DocumentError("document.safetensors",
                        shown + ": cannot be written: it holds " + std::to_string(held) +
                            " elements of its type and " + std::to_string(other) +
                            " of the other, which is not what its shape says");
  }
}

std::string metadata_text(const std::map<std::string, std::string>& metadata) {
  std::string text = "\"__metadata__\":{";
  bool is_first = true;
  for (const auto& [key, value] : metadata) {
    if (!is_first) text += ',';
    is_first = false;
    text += json_quoted(key) + ':' + json_quoted(value);
  }
  return text + '}';
}

std::string entry_text(const std::string& name, const Tensor& tensor, std::size_t begin,
                       std::size_t end) {
  std::string text =
      json_quoted(name) + ":{\"dtype\":\"" + (tensor.is_integer ? "I64" : "F64") + "\",\"shape\":[";
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    text += (axis > 0 ? "," : "") + std::to_string(tensor.shape[axis]);
  }
  return text + "],\"data_offsets\":[" + std::to_string(begin) + ',' + std::to_string(end) + "]}";
}

}  // namespace

std::string to_safetensors_bytes(const SafetensorsFile& file) {
  std::string header = "{";
  if (!file.metadata.empty()) header += metadata_text(file.metadata);
  std::string data;
  for (const auto& [name, tensor] : file.tensors) {
    check_tensor(name, tensor);
    const std::size_t begin = data.size();
    data += tensor.is_integer ? bytes_of(std::span<const std::int64_t>(tensor.integers))
                              : bytes_of(std::span<const double>(tensor.values));
    if (header.size() > 1) header += ',';
    header += entry_text(name, tensor, begin, data.size());
  }
  header += '}';
  header.append((header_alignment - header.size() % header_alignment) % header_alignment, ' ');
  const std::uint64_t length[] = {header.size()};
  return std::string(bytes_of(std::span<const std::uint64_t>(length))) + header + data;
}

void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file) {
  write_file_atomically(path, to_safetensors_bytes(file));
}

}  // namespace fiberloom::core
