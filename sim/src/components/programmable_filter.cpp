#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/programmable_filter.hpp>
#include <numbers>

#include "components/phasor.hpp"
#include "components/quantised.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

constexpr double turn = 2.0 * std::numbers::pi;
constexpr double reach =
    8.0;  // standard deviations of the spot, beyond which there is nothing in double precision

Complex pixel_transmission(const ProgrammableFilterParameters& parameters, double attenuation_db,
                           double phase_rad) {
  const double realised = quantised(attenuation_db, {.lowest = 0.0,
                                                     .highest = parameters.maximum_attenuation_db,
                                                     .step = parameters.attenuation_step_db});
  double phase = phase_rad - turn * std::floor(phase_rad / turn);
  if (parameters.phase_levels > 0) {
    const double level = turn / static_cast<double>(parameters.phase_levels);
    phase = level * std::round(phase / level);
  }
  return std::polar(std::sqrt(power_transmission_of(realised)), phase);
}

std::size_t middle_pixel(const FilterProfile& profile) { return profile.phase_rad.size() / 2; }

// The pixels as steps of the transmission over frequency, each smeared to an error function. A spot without width keeps
// the staircase.
class SmearedStaircase {
 public:
  SmearedStaircase(const ProgrammableFilterParameters& parameters, const FilterProfile& profile)
      : pixel_hz_(parameters.pixel_hz),
        deviation_hz_(parameters.resolution_hz / std::sqrt(8.0 * std::numbers::ln2)),
        first_edge_hz_(-(0.5 + static_cast<double>(middle_pixel(profile))) * parameters.pixel_hz) {
    const Complex blocked = pixel_transmission(parameters, parameters.maximum_attenuation_db, 0.0);
    levels_.push_back(blocked);
    for (std::size_t p = 0; p < profile.phase_rad.size(); ++p) {
      levels_.push_back(
          pixel_transmission(parameters, profile.attenuation_db[p], profile.phase_rad[p]));
    }
    levels_.push_back(blocked);
  }

  [[nodiscard]] Complex at(double offset_hz) const {
    const double span_hz = reach * deviation_hz_;
    const std::size_t begin = edges_below(offset_hz - span_hz);
    const std::size_t end = edges_below(offset_hz + span_hz);
    Complex sum = levels_[begin];
    for (std::size_t edge = begin; edge < end; ++edge) {
      const double distance_hz =
          offset_hz - (first_edge_hz_ + static_cast<double>(edge) * pixel_hz_);
      const double share = 0.5 * std::erfc(-distance_hz / (std::numbers::sqrt2 * deviation_hz_));
      sum += (levels_[edge + 1] - levels_[edge]) * share;
    }
    return sum;
  }

 private:
  [[nodiscard]] std::size_t edges_below(double frequency_hz) const {
    const double count = std::floor((frequency_hz - first_edge_hz_) / pixel_hz_) + 1.0;
    return static_cast<std::size_t>(
        std::clamp(count, 0.0, static_cast<double>(levels_.size() - 1)));
  }

  double pixel_hz_ = 0.0;
  double deviation_hz_ = 0.0;
  double first_edge_hz_ = 0.0;
  std::vector<Complex> levels_;  // before the first edge, between the edges, behind the last
};

}  // namespace

ProgrammableFilter::ProgrammableFilter(const ProgrammableFilterParameters& parameters,
                                       const FilterProfile& profile, const OpticalBand& band)
    : settling_(parameters.settling), transfer_(unit_transfer(band)) {
  if (!(parameters.pixel_hz > 0.0) || !(parameters.resolution_hz >= 0.0) ||
      !(parameters.insertion_loss_db >= 0.0) || !(parameters.maximum_attenuation_db >= 0.0) ||
      profile.attenuation_db.size() != profile.phase_rad.size()) {
    throw core::InputError("input.filter",
                           "programmable filter: pixels need a width, losses must not be negative, "
                           "and a profile as many phases as attenuations");
  }
  if (!profile.phase_rad.empty()) {
    const SmearedStaircase staircase(parameters, profile);
    for (std::size_t k = 0; k < transfer_.size(); ++k) {
      transfer_[k] = staircase.at(band.offsets_rad_per_s()[k] / turn - parameters.center_offset_hz);
    }
  }
  const double loss = std::sqrt(power_transmission_of(parameters.insertion_loss_db));
  mean_transmission_ = 0.0;
  for (Complex& value : transfer_) {
    value *= loss;
    mean_transmission_ += std::norm(value) / static_cast<double>(transfer_.size());
  }
}

void ProgrammableFilter::multiply_transfer(std::span<Complex> transfer, const OpticalBand&,
                                           const Moment&) const {
  if (transfer.size() != transfer_.size()) {
    throw core::InputError("input.shape",
                           "programmable filter: it was made for another band; make one for this");
  }
  multiply_scaled(transfer, transfer_, 1.0);
}

void ProgrammableFilter::carry_along(Light& light, const Moment&) const {
  light.orthogonal_noise.density_w_per_hz *= mean_transmission_;
}

double ProgrammableFilter::transmission_while_writing(double seconds_since_change) const {
  return glitch_transmission(settling_, seconds_since_change);
}

}  // namespace fiberloom::sim
