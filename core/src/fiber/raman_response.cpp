#include <cmath>
#include <cstddef>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/raman_response.hpp>
#include <numbers>

#include "faddeeva.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

// Lin and Agrawal: shares of the isotropic, the boson and the anisotropic part, and the time of the boson peak.
constexpr double boson_share = 0.21;
constexpr double oscillating_share = 0.75 + 0.04;
constexpr double boson_time_s = 96e-15;

// Hollenbeck and Cantrell, table 1: position, peak, widths (full, at half maximum); wavenumbers in 1/cm.
struct Line {
  double position;
  double peak;
  double gaussian_width;
  double lorentzian_width;
};
constexpr Line lines[] = {
    {56.25, 1.0, 52.10, 17.37},   {100.0, 11.4, 110.42, 38.81}, {231.25, 36.67, 175.0, 58.33},
    {362.5, 67.67, 162.5, 54.17}, {463.0, 74.0, 135.33, 45.11}, {497.0, 4.5, 24.5, 8.17},
    {611.5, 6.8, 41.5, 13.83},    {691.67, 4.6, 155.0, 51.67},  {793.67, 4.2, 59.5, 19.83},
    {835.5, 4.5, 64.3, 21.43},    {930.0, 2.7, 150.0, 50.0},    {1080.0, 3.1, 91.0, 30.33},
    {1215.0, 3.0, 160.0, 53.33},
};
constexpr double angular_frequency_per_wavenumber = 2.0 * std::numbers::pi * 299792458.0 * 100.0;

double oscillation(double tau1, double tau2, double time) {
  return (tau1 * tau1 + tau2 * tau2) / (tau1 * tau2 * tau2) * std::exp(-time / tau2) *
         std::sin(time / tau1);
}

Complex oscillation_spectrum(double tau1, double tau2, double w) {
  const Complex decay(1.0 / tau2, w);
  const double square = 1.0 / (tau1 * tau1);
  return (1.0 / (tau2 * tau2) + square) / (decay * decay + square);
}

double boson_peak(double time) {
  return (2.0 * boson_time_s - time) / (boson_time_s * boson_time_s) *
         std::exp(-time / boson_time_s);
}

Complex boson_peak_spectrum(double w) {
  const Complex decay(1.0, w * boson_time_s);
  return 2.0 / decay - 1.0 / (decay * decay);
}

double line_response(const Line& line, double time) {
  const double width = line.gaussian_width * angular_frequency_per_wavenumber / 2.0;
  const double decay = line.lorentzian_width * angular_frequency_per_wavenumber / 2.0;
  return line.peak * std::exp(-decay * time - width * width * time * time / 4.0) *
         std::sin(line.position * angular_frequency_per_wavenumber * time);
}

// int_0^inf exp(-decay t - width^2 t^2/4 + i offset t) dt, at offsets on both sides of the carrier.
Complex line_spectrum(const Line& line, double w) {
  const double width = line.gaussian_width * angular_frequency_per_wavenumber / 2.0;
  const double decay = line.lorentzian_width * angular_frequency_per_wavenumber / 2.0;
  const double position = line.position * angular_frequency_per_wavenumber;
  const auto half_line = [&](double offset) {
    return faddeeva({offset / width, decay / width}) / (std::numbers::inv_sqrtpi * width);
  };
  return line.peak * (half_line(position - w) - half_line(-position - w)) / Complex(0.0, 2.0);
}

Complex all_lines(double w) {
  Complex sum = 0.0;
  for (const Line& line : lines) {
    sum += line_spectrum(line, w);
  }
  return sum;
}

double area_of_all_lines() {
  static const double area = all_lines(0.0).real();
  return area;
}

}  // namespace

RamanResponse RamanResponse::of(RamanModel model) {
  RamanResponse response{.model = model};
  if (model == RamanModel::lin_agrawal) {
    response.fraction = 0.245;
  } else if (model == RamanModel::hollenbeck_cantrell) {
    response.fraction = 0.2;
  }
  return response;
}

void RamanResponse::validate() const {
  if (!(fraction >= 0.0 && fraction <= 1.0)) {
    throw InputError("input.raman", "raman: the fraction must lie between 0 and 1");
  }
  const auto is_time = [](double value) { return value > 0.0 && std::isfinite(value); };
  if (!is_time(tau1_s) || !is_time(tau2_s)) {
    throw InputError("input.raman", "raman: tau1 and tau2 must be positive");
  }
}

double raman_response(const RamanResponse& response, double time_s) {
  if (time_s < 0.0) {
    return 0.0;
  }
  switch (response.model) {
    case RamanModel::lin_agrawal:
      return oscillating_share * oscillation(12.2e-15, 32e-15, time_s) +
             boson_share * boson_peak(time_s);
    case RamanModel::hollenbeck_cantrell: {
      double sum = 0.0;
      for (const Line& line : lines) {
        sum += line_response(line, time_s);
      }
      return sum / area_of_all_lines();
    }
    case RamanModel::blow_wood:
      break;
  }
  return oscillation(response.tau1_s, response.tau2_s, time_s);
}

Complex raman_spectrum(const RamanResponse& response, double angular_frequency) {
  switch (response.model) {
    case RamanModel::lin_agrawal:
      return oscillating_share * oscillation_spectrum(12.2e-15, 32e-15, angular_frequency) +
             boson_share * boson_peak_spectrum(angular_frequency);
    case RamanModel::hollenbeck_cantrell:
      return all_lines(angular_frequency) / area_of_all_lines();
    case RamanModel::blow_wood:
      break;
  }
  return oscillation_spectrum(response.tau1_s, response.tau2_s, angular_frequency);
}

std::vector<Complex> kerr_and_raman_spectrum(const RamanResponse& response, const TimeGrid& grid) {
  const double spacing = 2.0 * std::numbers::pi / (static_cast<double>(grid.size()) * grid.step());
  std::vector<Complex> spectrum(grid.size() / 2 + 1);
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    spectrum[k] = 1.0 - response.fraction +
                  response.fraction * raman_spectrum(response, spacing * static_cast<double>(k));
  }
  return spectrum;
}

}  // namespace fiberloom::core
