#include <algorithm>
#include <cmath>
#include <fiberloom/core/constants.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/optical_spectrum_analyzer.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <numbers>

namespace fiberloom::sim {
namespace {

constexpr double light_speed_m_per_s = core::constants::speed_of_light.in(core::units::m_per_s);

// Gaussian with that full width at half maximum, 1 in the middle: its area is 1.064 widths.
double shape_at(double offset, double full_width) {
  const double x = offset / full_width;
  return std::exp(-4.0 * std::numbers::ln2 * x * x);
}

double noise_width(double full_width) {
  return full_width * 0.5 * std::sqrt(std::numbers::pi / std::numbers::ln2);
}

// Integral of shape_at from -infinity.
double shape_integral(double upper, double full_width) {
  const double x = 2.0 * std::sqrt(std::numbers::ln2) * upper / full_width;
  return 0.5 * noise_width(full_width) * (1.0 + std::erf(x));
}

// Power of the lines of a frame, by optical offset in ascending order.
struct LineSpectrum {
  double spacing_hz = 0.0;
  double lowest_hz = 0.0;
  std::vector<double> power_w{};
};

LineSpectrum lines_of(const Light& light) {
  const std::size_t size = light.field.size();
  core::AlignedVector<std::complex<double>> bins = light.field;
  core::FftPlan<double>(size).forward(bins);
  LineSpectrum lines;
  lines.spacing_hz = 1.0 / (static_cast<double>(size) * light.sample_interval_s);
  // Bin w lies at the offset -w: the highest positive bin is the lowest optical frequency.
  const std::size_t num_below = (size - 1) / 2 + (size % 2 == 0 ? 1 : 0);
  lines.lowest_hz = -static_cast<double>(num_below) * lines.spacing_hz;
  lines.power_w.resize(size);
  const double scale = 1.0 / (static_cast<double>(size) * static_cast<double>(size));
  for (std::size_t j = 0; j < size; ++j) {
    const std::size_t bin = (num_below + size - j) % size;
    lines.power_w[j] = scale * std::norm(bins[bin]);
  }
  return lines;
}

double power_within(const LineSpectrum& lines, double offset_hz, double resolution_hz) {
  const double reach = 4.0 * resolution_hz;  // 1e-19 is left of the filter there
  const double last = static_cast<double>(lines.power_w.size()) - 1.0;
  const double low = std::ceil((offset_hz - reach - lines.lowest_hz) / lines.spacing_hz);
  const double high = std::floor((offset_hz + reach - lines.lowest_hz) / lines.spacing_hz);
  double sum = 0.0;
  for (double j = std::max(low, 0.0); j <= std::min(high, last); j += 1.0) {
    const double line_hz = lines.lowest_hz + j * lines.spacing_hz;
    sum +=
        lines.power_w[static_cast<std::size_t>(j)] * shape_at(line_hz - offset_hz, resolution_hz);
  }
  return sum;
}

double noise_within(const Light& light, double offset_hz, double resolution_hz) {
  const OrthogonalNoise& noise = light.orthogonal_noise;
  const double bandwidth =
      noise.bandwidth_hz > 0.0 ? noise.bandwidth_hz : 1.0 / light.sample_interval_s;
  return noise.density_w_per_hz * (shape_integral(0.5 * bandwidth - offset_hz, resolution_hz) -
                                   shape_integral(-0.5 * bandwidth - offset_hz, resolution_hz));
}

}  // namespace

OpticalSpectrumAnalyzer::OpticalSpectrumAnalyzer(
    const OpticalSpectrumAnalyzerParameters& parameters, const ComponentSeed& seed)
    : parameters_(parameters), noise_(seed.origin("noise")) {
  if (!(parameters.start_wavelength_m > 0.0) ||
      !(parameters.stop_wavelength_m > parameters.start_wavelength_m) ||
      parameters.num_points < 2 || !(parameters.resolution_m > 0.0)) {
    throw core::InputError("input.spectrum_analyzer",
                           "spectrum analyzer: needs a span of positive wavelengths, two points or "
                           "more and a resolution");
  }
  if (!(parameters.noise_floor_w >= 0.0) || !(parameters.sensitivity_w >= 0.0) ||
      !(parameters.sweep_s_per_m >= 0.0)) {
    throw core::InputError(
        "input.spectrum_analyzer",
        "spectrum analyzer: noise floor, sensitivity and sweep time must not be negative");
  }
}

OpticalSpectrum OpticalSpectrumAnalyzer::sweep(const Light& light, double wavelength_error_m,
                                               const Moment& moment) const {
  const double span_m = parameters_.stop_wavelength_m - parameters_.start_wavelength_m;
  OpticalSpectrum spectrum{.wavelength_m = std::vector<double>(parameters_.num_points),
                           .power_w = std::vector<double>(parameters_.num_points),
                           .noise_bandwidth_m = noise_width(parameters_.resolution_m),
                           .sweep_time_s = span_m * parameters_.sweep_s_per_m};
  const LineSpectrum lines = lines_of(light);
  const double center_hz = light_speed_m_per_s / light.center_wavelength_m;
  WhiteNoise noise(noise_, moment.shot);
  for (std::size_t j = 0; j < parameters_.num_points; ++j) {
    const double displayed_m =
        parameters_.start_wavelength_m +
        span_m * static_cast<double>(j) / static_cast<double>(parameters_.num_points - 1);
    const double true_m = displayed_m - wavelength_error_m;
    const double offset_hz = light_speed_m_per_s / true_m - center_hz;
    const double resolution_hz = light_speed_m_per_s * parameters_.resolution_m / (true_m * true_m);
    double power = power_within(lines, offset_hz, resolution_hz) +
                   noise_within(light, offset_hz, resolution_hz);
    if (parameters_.noise_floor_w > 0.0) {
      power += parameters_.noise_floor_w * noise.normal();
    }
    spectrum.wavelength_m[j] = displayed_m;
    spectrum.power_w[j] = std::max(power, parameters_.sensitivity_w);
  }
  return spectrum;
}

namespace {

struct WindowPower {
  double sum_w = 0.0;  // of the points
  double num_points = 0.0;

  [[nodiscard]] double mean_w() const { return sum_w / num_points; }
};

double step_of(const OpticalSpectrum& spectrum) {
  return (spectrum.wavelength_m.back() - spectrum.wavelength_m.front()) /
         static_cast<double>(spectrum.wavelength_m.size() - 1);
}

WindowPower power_in_window(const OpticalSpectrum& spectrum, double center_m, double width_m) {
  const double step = step_of(spectrum);
  if (center_m - 0.5 * width_m < spectrum.wavelength_m.front() - 0.5 * step ||
      center_m + 0.5 * width_m > spectrum.wavelength_m.back() + 0.5 * step) {
    throw core::InputError("input.spectrum",
                           "OSNR: a window is outside the sweep; widen the span or move it");
  }
  WindowPower window;
  for (std::size_t j = 0; j < spectrum.power_w.size(); ++j) {
    if (std::abs(spectrum.wavelength_m[j] - center_m) <= 0.5 * width_m + 1e-6 * step) {
      window.sum_w += spectrum.power_w[j];
      window.num_points += 1.0;
    }
  }
  if (window.num_points == 0.0) {
    throw core::InputError("input.spectrum",
                           "OSNR: a window holds no point of the sweep; take more points");
  }
  return window;
}

}  // namespace

// With g the resolution's Gaussian, of area B: the display is (density * g), so its sum times the step is B times the
// power, and over white noise it is B times the density. B falls out of the ratio.
double optical_signal_to_noise_db(const OpticalSpectrum& spectrum, const OsnrSettings& settings) {
  const double center = settings.channel_wavelength_m;
  const WindowPower left =
      power_in_window(spectrum, center - settings.noise_offset_m, settings.noise_width_m);
  const WindowPower right =
      power_in_window(spectrum, center + settings.noise_offset_m, settings.noise_width_m);
  const WindowPower channel = power_in_window(spectrum, center, settings.channel_width_m);
  const double noise = 0.5 * (left.mean_w() + right.mean_w());  // on the line, mid-channel
  const double signal = (channel.sum_w - channel.num_points * noise) * step_of(spectrum);
  if (!(noise > 0.0) || !(signal > 0.0)) {
    throw core::InputError("input.spectrum",
                           "OSNR: no signal above the noise, or no noise; check the windows");
  }
  return 10.0 * std::log10(signal / (noise * settings.reference_bandwidth_m));
}

}  // namespace fiberloom::sim
