#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// Takes the tensors of a file one by one, each with its type, rank and values checked.
///
/// Throws:  DocumentError with the code of the constructor; the message begins with `source_name` and names the tensor.
class TensorAccess {
 public:
  TensorAccess(const SafetensorsFile& file, std::string_view source_name, std::string_view code);

  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] std::vector<double> vector(const std::string& name) const;
  [[nodiscard]] RealBatch<double> matrix(const std::string& name) const;
  [[nodiscard]] std::vector<std::int64_t> integers(const std::string& name) const;

  /// Refuses any tensor that is not among `known`.
  void refuse_others(std::span<const std::string_view> known) const;
  [[noreturn]] void refuse(const std::string& message) const;

 private:
  [[nodiscard]] const Tensor& tensor(const std::string& name, std::size_t rank,
                                     bool is_integer) const;

  const SafetensorsFile& file_;
  std::string source_name_;
  std::string code_;
};

/// Tensors to be written.
Tensor vector_tensor(std::span<const double> values);
Tensor matrix_tensor(const RealBatch<double>& values);
Tensor integer_tensor(std::span<const std::int64_t> values);

}  // namespace fiberloom::core
