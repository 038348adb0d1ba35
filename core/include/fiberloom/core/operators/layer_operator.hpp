#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <string_view>

namespace fiberloom::core {

/// One physical effect inside a layer, and what its trained numbers are called and mean.
///
/// An operator has no numbers of its own: they are the tensor of its name in LayerParameters.
/// Threads: immutable; the catalog holds one of each for the whole program.
class LayerOperator {
 public:
  /// How many numbers of this operator a layer has.
  enum class Width { one, two, per_sample };

  struct Description {
    std::string_view name;     ///< of the tensor in a model file, and of the group in training
    std::string_view meaning;  ///< in the field's words
    std::string_view unit;     ///< of the number, integrated over the layer
    Width width = Width::one;
  };

  virtual ~LayerOperator() = default;
  LayerOperator(const LayerOperator&) = delete;
  LayerOperator& operator=(const LayerOperator&) = delete;

  [[nodiscard]] const Description& description() const noexcept { return description_; }
  [[nodiscard]] std::string_view name() const noexcept { return description_.name; }

  /// Numbers per layer on a grid (or in a record) of `samples`.
  [[nodiscard]] std::size_t width(std::size_t samples) const noexcept;

 protected:
  explicit LayerOperator(const Description& description) : description_(description) {}

 private:
  Description description_;
};

/// An operator that multiplies the spectrum by exp(value * symbol(w)).
///
/// Such operators commute, and neighbouring ones become one multiplication. A symbol is purely real (it changes the
/// power) or purely imaginary (it changes the phase), at all frequencies alike.
class SpectralOperator : public LayerOperator {
 public:
  /// Units:   `w` is the angular frequency of an FFT bin in rad per model sample; the optical offset is -w.
  [[nodiscard]] virtual std::complex<double> symbol(double w) const = 0;

 protected:
  using LayerOperator::LayerOperator;
};

/// What a pointwise operator does at one instant: E <- E exp(log_amplitude + i phase), with all slopes.
struct PointResponse {
  double log_amplitude = 0.0;
  double phase = 0.0;
  double log_amplitude_slope = 0.0;  ///< with respect to |E|^2
  double phase_slope = 0.0;
  std::array<double, 2>
      log_amplitude_parameter_slopes{};  ///< with respect to the operator's numbers
  std::array<double, 2> phase_parameter_slopes{};
};

/// An operator that acts on every instant alone, by a factor that depends on the power there.
class PointwiseOperator : public LayerOperator {
 public:
  /// `intensity` is |E|^2 in front of the operator; `parameters` the one or two numbers that belong to the instant.
  [[nodiscard]] virtual PointResponse respond(double intensity,
                                              std::span<const double> parameters) const = 0;

 protected:
  using LayerOperator::LayerOperator;
};

}  // namespace fiberloom::core
