#pragma once

#include <fiberloom/sim/bench/fault.hpp>
#include <fiberloom/sim/moment.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drawn_line.hpp"
#include "set_points.hpp"

namespace fiberloom::sim {

/// The profiles in the programmable filters of a bench, by instrument.
using FilterProfiles = std::map<std::string, FilterProfile, std::less<>>;

/// The state of a bench at one moment: where its instruments stand, and what is broken.
struct BenchMoment {
  const SetPoints& set_points;
  const FaultScript& faults;
  const FilterProfiles& profiles;
  Moment moment{};
  double wavelength_nm = 1550.0;     ///< of the light
  double source_linewidth_hz = 0.0;  ///< of the light, slow dither included
};

/// What a programmable filter does with the profile that is in it; nothing while it is transparent.
[[nodiscard]] std::optional<ProgrammableFilter> profiled(const LineElement& element,
                                                         const ShapingFilter& part,
                                                         const OpticalBand& band,
                                                         const FilterProfiles& profiles);

/// Share of power that the connection in front of an element passes; 0 where the fibre is broken.
[[nodiscard]] double connection_transmission(const LineElement& element, const BenchMoment& at);

/// What the set-point of an amplifier is now.
[[nodiscard]] AmplifierSetPoint set_point_of(const LineElement& element, const SetPoints& points);

/// Attenuation in dB that an attenuator or a filter stands at.
[[nodiscard]] double attenuation_of(const LineElement& element, const SetPoints& points);

/// The grating that a compensator is at its present setting.
[[nodiscard]] ChirpedGrating grating_of(const LineElement& element, const TunableCompensator& part,
                                        const SetPoints& points, double wavelength_nm);

/// Mean power, averaged over milliseconds, that arrives at each element of a line when `launched_w` leaves the
/// modulator: what meters see, and what sets the amplifiers' gain. Light is taken at the carrier; noise is not counted.
///
/// Shape:   [line.size() + 1]; the last one leaves the line.
[[nodiscard]] std::vector<double> mean_powers_w(const DrawnLine& line, double launched_w,
                                                const BenchMoment& at);

}  // namespace fiberloom::sim
