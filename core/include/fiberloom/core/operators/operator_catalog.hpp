#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>
#include <span>
#include <string_view>

namespace fiberloom::core {

/// Every operator that a layer can be made of, in the order of a default layer: spectral ones, then pointwise ones.
[[nodiscard]] std::span<const LayerOperator* const> all_operators();

/// The operator of that name, or nothing.
[[nodiscard]] const LayerOperator* find_operator(std::string_view name);

}  // namespace fiberloom::core
