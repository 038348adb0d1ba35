#include <cmath>
#include <cstddef>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/sim/components/brillouin_clamp.hpp>
#include <limits>
#include <vector>

namespace fiberloom::sim {
namespace {

namespace units = core::units;

// Power of every bin together with its neighbours up to `reach` bins away, cyclic.
std::vector<double> line_powers(const std::vector<double>& bins, std::size_t reach) {
  const std::size_t size = bins.size();
  double sum = bins[0];
  for (std::size_t j = 1; j <= reach; ++j) {
    sum += bins[j] + bins[size - j];
  }
  std::vector<double> lines(size);
  for (std::size_t k = 0; k < size; ++k) {
    lines[k] = sum;
    sum += bins[(k + 1 + reach) % size] - bins[(k + size - reach) % size];
  }
  return lines;
}

}  // namespace

double brillouin_threshold_w(const BrillouinParameters& parameters, double effective_length_m) {
  if (parameters.effective_area_m2 == 0.0 || effective_length_m == 0.0) {
    return std::numeric_limits<double>::infinity();
  }
  const hal::BrillouinScattering scattering{.gain = parameters.gain_m_per_w * units::m_per_w,
                                            .polarization_factor = parameters.polarization_factor,
                                            .linewidth = parameters.linewidth_hz * units::hz};
  return hal::brillouin_threshold(parameters.effective_area_m2 * units::m2,
                                  effective_length_m * units::m,
                                  parameters.source_linewidth_hz * units::hz, scattering)
      .in(units::w);
}

double clamp_brillouin_lines(Light& light, const OpticalBand& band, const LineLimit& limit) {
  const std::size_t size = band.grid().size();
  if (light.field.size() != size) {
    throw core::InputError("input.shape",
                           "Brillouin clamp: the frame is not on the grid of the band");
  }
  band.fft().forward(light.field);
  const double scale = 1.0 / (static_cast<double>(size) * static_cast<double>(size));
  std::vector<double> bins(size);
  for (std::size_t k = 0; k < size; ++k) {
    bins[k] = std::norm(light.field[k]) * scale;
  }
  const double spacing_hz = 1.0 / (static_cast<double>(size) * band.grid().step());
  const double bins_each_side = std::floor(0.5 * limit.linewidth_hz / spacing_hz);
  const double most = std::floor(static_cast<double>(size - 1) / 2.0);
  const std::vector<double> lines =
      line_powers(bins, static_cast<std::size_t>(std::fmin(bins_each_side, most)));
  double reflected_w = 0.0;
  for (std::size_t k = 0; k < size; ++k) {
    const double share = lines[k] > limit.threshold_w ? limit.threshold_w / lines[k] : 1.0;
    reflected_w += (1.0 - share) * bins[k];
    light.field[k] *= std::sqrt(share);
  }
  band.fft().inverse(light.field);
  return reflected_w;
}

}  // namespace fiberloom::sim
