#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/propagator.hpp>
#include <functional>
#include <span>
#include <vector>

namespace fiberloom::hal {

/// Light on its way through the stages of a model of losses, dispersions and nonlinear phases, with a place to change it in front of every nonlinear
/// element, and the change that this makes at the photodiode.
///
/// Place 0 is in front of the first stage, place m in front of the nonlinear element of stage m (from 1 on). Segment m goes
/// from place m to the next one, or to the photodiode: a nonlinear element, then loss, dispersion and filters of the stage
/// behind it; the first segment has no nonlinear element, the last one no dispersion.
class GlassTwin {
 public:
  using Light = core::FieldBatch<double>;

  /// Amplitudes of one segment's filter on the grid; empty for none.
  using Filter = std::vector<double>;

  /// Shape:   filters [stages + 1], one for each segment.
  GlassTwin(const core::Model& model, const core::TimeGrid& grid, std::vector<Filter> filters,
            const Light& launched);

  [[nodiscard]] std::size_t num_stages() const noexcept { return segments_.size() - 1; }
  [[nodiscard]] const core::TimeGrid& grid() const noexcept { return grid_; }
  [[nodiscard]] const Light& light_at(std::size_t place) const { return light_.at(place); }
  [[nodiscard]] const Light& at_detector() const { return light_.back(); }

  /// The change at the photodiode that goes with a change of the light at a place.
  [[nodiscard]] Light change_of_light(std::size_t place, Light change);

  /// The same for a change of size 1 of one operator ("beta2", "beta3", "gamma") of a segment.
  [[nodiscard]] Light change_of_operator(std::size_t segment, const char* name);

  /// The change that goes with a phase over frequency (of the angular frequency, rad per model sample) that the light of a
  /// stage, counted from 1, collects evenly along its nonlinear element.
  [[nodiscard]] Light change_along_element(std::size_t stage,
                                           const std::function<double(double w)>& phase);

  /// What one cotangent is in front of a segment, and the derivatives that go with the segment's own numbers.
  struct PulledBack {
    std::size_t segment = 0;
    std::span<const std::complex<double>> cotangent;
    const core::LayerParameters& gradient;
  };

  /// Pulls a cotangent of one frame back from the photodiode, segment by segment from the last to the first.
  void pull_back(std::size_t frame, std::span<std::complex<double>> cotangent,
                 const std::function<void(const PulledBack&)>& in_front_of);

  /// The light at a place, each frequency multiplied by a factor of the angular frequency (rad per model sample).
  [[nodiscard]] Light filtered(std::size_t place,
                               const std::function<std::complex<double>(double w)>& factor) const;

 private:
  using Tapes = std::vector<core::Propagator<double>::Tape>;

  void filter(std::span<std::complex<double>> row, std::size_t segment) const;
  void multiply(std::span<std::complex<double>> row,
                const std::function<std::complex<double>(double w)>& factor) const;
  [[nodiscard]] Light change_within_element(std::size_t stage, double way,
                                            const std::function<double(double w)>& phase) const;

  core::TimeGrid grid_;
  core::FftPlan<double> plan_;
  std::vector<double> frequencies_;
  std::vector<Filter> filters_;
  std::vector<core::Propagator<double>> segments_;
  std::vector<Tapes> tapes_;  // [segment][frame]
  std::vector<Light> light_;  // [place], the photodiode last
};

}  // namespace fiberloom::hal
