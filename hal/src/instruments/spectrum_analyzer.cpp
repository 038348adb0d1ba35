#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/spectrum_analyzer.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

SpectrumAnalyzer::SpectrumAnalyzer(std::string name, const BenchAccess& bench,
                                   const SpectrumAnalyzerRanges& ranges)
    : Instrument(std::move(name), bench),
      center_(*this, ranges.center,
              [this](double value) { return write_center(value * units::nm).in(units::nm); }),
      span_(*this, ranges.span,
            [this](double value) { return write_span(value * units::nm).in(units::nm); }),
      resolution_(*this, ranges.resolution, [this](double value) {
        return write_resolution(value * units::nm).in(units::nm);
      }) {}

Applied<core::Wavelength> SpectrumAnalyzer::set_center(core::Wavelength center,
                                                       const std::stop_token& stop) {
  return set_in(units::nm, center_, center, stop);
}

Applied<core::Wavelength> SpectrumAnalyzer::set_span(core::Wavelength span,
                                                     const std::stop_token& stop) {
  return set_in(units::nm, span_, span, stop);
}

Applied<core::Wavelength> SpectrumAnalyzer::set_resolution(core::Wavelength resolution,
                                                           const std::stop_token& stop) {
  return set_in(units::nm, resolution_, resolution, stop);
}

}  // namespace fiberloom::hal
