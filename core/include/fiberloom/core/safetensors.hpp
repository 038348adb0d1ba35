#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// One named array of a .safetensors file.
///
/// Shape:   the product of `shape` elements, row-major; the empty shape is a scalar.
struct Tensor {
  std::vector<std::size_t> shape;
  std::vector<double> values;          ///< of a floating tensor
  std::vector<std::int64_t> integers;  ///< of an integer tensor, kept exactly
  bool is_integer = false;

  bool operator==(const Tensor&) const = default;
};

/// The content of a .safetensors file: F64, F32, F16, BF16 become double; I64, I32 become int64.
struct SafetensorsFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;  ///< the header's `__metadata__`

  bool operator==(const SafetensorsFile&) const = default;
};

/// Reads a .safetensors file; every length and offset is checked before it is used.
///
/// Values are not judged: NaN passes, the owner of the tensors decides.
/// Throws:  DocumentError "document.safetensors" that names the file and the tensor; "file.*".
/// Source:  format description of huggingface/safetensors.
[[nodiscard]] SafetensorsFile parse_safetensors(std::string_view bytes,
                                                std::string_view source_name);
[[nodiscard]] SafetensorsFile read_safetensors(const std::filesystem::path& path);

/// The file's bytes: F64 and I64, tensors and metadata by name, the header padded to 8 bytes; the same
/// bytes for the same content.
///
/// Throws:  DocumentError "document.safetensors" when a tensor's elements do not fill its shape.
[[nodiscard]] std::string to_safetensors_bytes(const SafetensorsFile& file);
void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file);

}  // namespace fiberloom::core
