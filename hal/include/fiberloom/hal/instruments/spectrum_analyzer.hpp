#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <vector>

namespace fiberloom::hal {

struct SpectrumAnalyzerRanges {
  SettingSpec center{.key = "center_wavelength_nm", .minimum = 600.0, .maximum = 1700.0};
  SettingSpec span{.key = "span_nm", .minimum = 0.1, .maximum = 1100.0};
  SettingSpec resolution{.key = "resolution_nm", .minimum = 0.02, .maximum = 2.0};
};

/// Shape:   both [points], wavelengths rising.
struct OpticalSpectrum {
  std::vector<double> wavelength_nm{};
  std::vector<double> power_dbm{};  ///< within the resolution bandwidth
};

/// An optical spectrum analyser.
///
/// Throws, Threads: as Setting and Instrument.
class SpectrumAnalyzer : public Instrument {
 public:
  SpectrumAnalyzer(std::string name, const BenchAccess& bench,
                   const SpectrumAnalyzerRanges& ranges);

  [[nodiscard]] std::string_view role() const noexcept override { return "spectrum_analyzer"; }

  Applied<core::Wavelength> set_center(core::Wavelength center, const std::stop_token& stop = {});
  Applied<core::Wavelength> set_span(core::Wavelength span, const std::stop_token& stop = {});
  Applied<core::Wavelength> set_resolution(core::Wavelength resolution,
                                           const std::stop_token& stop = {});
  [[nodiscard]] virtual OpticalSpectrum sweep(const std::stop_token& stop) = 0;

 private:
  virtual core::Wavelength write_center(core::Wavelength center) = 0;
  virtual core::Wavelength write_span(core::Wavelength span) = 0;
  virtual core::Wavelength write_resolution(core::Wavelength resolution) = 0;

  Setting center_;
  Setting span_;
  Setting resolution_;
};

}  // namespace fiberloom::hal
