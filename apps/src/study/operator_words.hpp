#pragma once

#include <fiberloom/core/operators/layer_operator.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::app {

/// What the numbers of an operator do to light, in one sentence for people who know fibre.
///
/// Shape:   values as the layer has them: one, two, or one for each sample.
[[nodiscard]] std::string operator_words(const core::LayerOperator& of,
                                         std::span<const double> values);

/// A number whose unit is a power of samples, in picoseconds: "+921 ps^2". Empty for other units.
[[nodiscard]] std::string in_picoseconds(double value, std::string_view unit,
                                         double model_sample_ps);

/// Samples a second in hertz, from "46GHz", "92 GSa/s" or "46e9".
///
/// Throws:  UsageError for anything else, which names the command.
[[nodiscard]] double parse_sample_rate(const std::string& text, std::string_view command);

}  // namespace fiberloom::app
