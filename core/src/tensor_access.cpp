#include "tensor_access.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <utility>

namespace fiberloom::core {
namespace {

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "[";
  for (const std::size_t extent : shape) {
    text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  }
  return text + "]";
}

}  // namespace

TensorAccess::TensorAccess(const SafetensorsFile& file, std::string_view source_name,
                           std::string_view code)
    : file_(file), source_name_(source_name), code_(code) {}

bool TensorAccess::has(const std::string& name) const { return file_.tensors.contains(name); }

void TensorAccess::refuse(const std::string& message) const {
  throw DocumentError(code_, printable(source_name_, 400) + ": " + message);
}

const Tensor& TensorAccess::tensor(const std::string& name, std::size_t rank,
                                   bool is_integer) const {
  const auto found = file_.tensors.find(name);
  if (found == file_.tensors.end()) {
    refuse("tensor '" + name + "' is missing");
  }
  const Tensor& tensor = found->second;
  if (tensor.is_integer != is_integer) {
    refuse("tensor '" + name + "' must hold " +
           (is_integer ? "integers, not floating-point numbers"
                       : "floating-point numbers, not integers"));
  }
  if (tensor.shape.size() != rank) {
    refuse("tensor '" + name + "' has shape " + shape_text(tensor.shape) + ", but must have " +
           (rank == 1 ? "one axis" : "two axes"));
  }
  const auto bad = std::find_if(tensor.values.begin(), tensor.values.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad != tensor.values.end()) {
    refuse("tensor '" + name + "' has a value that is NaN or infinite, element " +
           std::to_string(bad - tensor.values.begin()));
  }
  return tensor;
}

std::vector<double> TensorAccess::vector(const std::string& name) const {
  return tensor(name, 1, false).values;
}

RealBatch<double> TensorAccess::matrix(const std::string& name) const {
  const Tensor& found = tensor(name, 2, false);
  RealBatch<double> result(found.shape[0], found.shape[1]);
  std::copy(found.values.begin(), found.values.end(), result.values().begin());
  return result;
}

std::vector<std::int64_t> TensorAccess::integers(const std::string& name) const {
  return tensor(name, 1, true).integers;
}

void TensorAccess::refuse_others(std::span<const std::string_view> known) const {
  for (const auto& [name, tensor] : file_.tensors) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse("tensor '" + printable(name) + "' is unknown here");
    }
  }
}

Tensor vector_tensor(std::span<const double> values) {
  return {.shape = {values.size()}, .values = {values.begin(), values.end()}, .integers = {}};
}

Tensor matrix_tensor(const RealBatch<double>& values) {
  return {.shape = {values.batch(), values.samples()},
          .values = {values.values().begin(), values.values().end()},
          .integers = {}};
}

Tensor integer_tensor(std::span<const std::int64_t> values) {
  return {.shape = {values.size()},
          .values = {},
          .integers = {values.begin(), values.end()},
          .is_integer = true};
}

}  // namespace fiberloom::core
