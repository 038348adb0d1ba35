#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/operators/layer_operator.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fiberloom::core {

/// How a trained number enters the exponent of a spectral step: transfer ~ exp(value * symbols).
struct SpectralTerm {
  std::string_view name;
  std::span<const std::complex<double>> symbols;  ///< [grid size]
};

/// One multiplication of the spectrum: all spectral operators of a layer that no pointwise one parts.
template <class Real>
struct SpectralStep {
  std::size_t layer = 0;
  std::vector<SpectralTerm> terms{};  ///< none for the receiver's filter
  bool is_filtered = false;
  AlignedVector<std::complex<Real>> transfer{};  ///< the factor 1/N of the inverse FFT folded in
};

/// E <- E exp(i gamma |E|^2 - i V): the power stays, so Kerr effect and potential are one rotation.
template <class Real>
struct PhaseStep {
  std::size_t layer = 0;
  bool has_kerr = false;
  bool has_potential = false;
  Real gamma = 0;
  AlignedVector<Real> potential{};  ///< [grid size], empty for none

  [[nodiscard]] bool does_nothing() const noexcept { return gamma == Real(0) && potential.empty(); }
};

/// Pointwise operators that change the power, one after another.
struct ReactionStep {
  std::size_t layer = 0;
  std::vector<const PointwiseOperator*> operators{};
};

template <class Real>
using Step = std::variant<SpectralStep<Real>, PhaseStep<Real>, ReactionStep>;

/// A cascade of layers as the list of steps that an engine carries out, with its numbers. A low-pass stands once more
/// behind the last layer, as the receiver's, unless the cascade is a part of a longer one.
///
/// Throws:  InputError "input.layers", "input.sequence".
template <class Real>
class Cascade {
 public:
  Cascade(const TimeGrid& grid, LayerParameters layers, const std::optional<LowPass>& low_pass,
          std::vector<std::string> sequence, bool has_receiver = true);
  Cascade(const Cascade&) = delete;
  Cascade& operator=(const Cascade&) = delete;

  void set_layers(LayerParameters layers);

  [[nodiscard]] const TimeGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] const LayerParameters& layers() const noexcept { return layers_; }
  [[nodiscard]] std::span<const Step<Real>> steps() const noexcept { return steps_; }

  /// The same map in fewer steps, for light that only goes forward: phase steps that do nothing are gone, and spectral
  /// steps that then are neighbours are one.
  [[nodiscard]] std::span<const Step<Real>> merged_steps() const noexcept { return merged_steps_; }

 private:
  void make_steps();
  void add_layer(std::size_t layer);
  void append(const LayerOperator& layer_operator, std::size_t layer);
  void append(const SpectralTerm* term, std::size_t layer);
  void append(const PointwiseOperator& pointwise, std::size_t layer);
  void fill(SpectralStep<Real>& step) const;
  void fill(PhaseStep<Real>& step) const;
  void fill(ReactionStep&) const {}
  void merge_steps();

  TimeGrid grid_;
  LayerParameters layers_;
  std::vector<std::string> sequence_;
  bool has_receiver_ = true;
  std::vector<double> filter_;                                        // empty without a low-pass
  std::map<std::string, std::vector<std::complex<double>>> symbols_;  // on the grid, by name
  std::vector<Step<Real>> steps_;
  std::vector<Step<Real>> merged_steps_;
};

extern template class Cascade<double>;
extern template class Cascade<float>;

}  // namespace fiberloom::core
