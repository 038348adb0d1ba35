#pragma once

#include <fiberloom/core/model.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <filesystem>
#include <string_view>

namespace fiberloom::core {

/// Reads a model: one .safetensors file with tensors alpha, beta2, gamma [layers], where used potential
/// [layers, samples] and the numbers of any other operator of the catalog under its name, classifier.weight
/// [classes, features] and classifier.bias [classes], and under the metadata key
/// `fiberloom` a document "fiberloom.model/1" for all that is no tensor.
///
/// Throws:  DocumentError "document.model" that names the file and the tensor or key: no model, a tensor missing,
///          unknown, of the wrong rank, length or type, or with a value that is not finite; and as read_safetensors.
[[nodiscard]] Model load_model(const std::filesystem::path& path);

/// Writes a model atomically; load_model gives the same numbers back, bit for bit.
///
/// Throws:  as Model::validate and write_safetensors.
void save_model(const std::filesystem::path& path, const Model& model);

/// The same without a file system: `source_name` stands in every message.
[[nodiscard]] Model model_of_tensors(const SafetensorsFile& file, std::string_view source_name);
[[nodiscard]] SafetensorsFile tensors_of_model(const Model& model);

}  // namespace fiberloom::core
