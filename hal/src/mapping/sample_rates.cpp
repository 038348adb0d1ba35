#include "mapping/sample_rates.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <functional>

#include "mapping/inventory.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr int largest_divisor = 4;
constexpr std::size_t most_rates = 96;

// Magnitudes of what one fixed element, or two of them, make.
std::vector<double> fixed_dispersions_ps2(const RigDocument& rig, const Catalog& catalog) {
  const Inventory inventory(rig, catalog);
  std::vector<double> single;
  for (const Part* part :
       inventory.available({PartKind::dispersive_module, PartKind::chirped_grating})) {
    single.push_back(
        core::group_delay_dispersion(*part->accumulated_dispersion_ps_per_nm * units::ps_per_nm,
                                     rig.center_wavelength_nm * units::nm)
            .in(units::ps2));
  }
  std::vector<double> all;
  for (std::size_t i = 0; i < single.size(); ++i) {
    all.push_back(std::abs(single[i]));
    for (std::size_t j = i; j < single.size(); ++j) {
      all.push_back(std::abs(single[i] + single[j]));
    }
  }
  return all;
}

bool is_reachable(double rate, const TransmitterSpec& transmitter) {
  for (int divisor = 1; divisor <= largest_divisor; ++divisor) {
    const double clock = rate * divisor;
    if (clock >= transmitter.minimum_sample_rate_gsa_per_s &&
        clock <= transmitter.sample_rate_gsa_per_s) {
      return true;
    }
  }
  return false;
}

// b T0^2 = B at T0 = oversampling / rate.
std::vector<double> matching_rates(const core::Model& model, const RigDocument& rig,
                                   const Catalog& catalog) {
  std::vector<double> rates;
  for (const double made_ps2 : fixed_dispersions_ps2(rig, catalog)) {
    for (const double b : model.layers.beta2) {
      if (b != 0.0 && made_ps2 > 0.0) {
        const double t0_ps = std::sqrt(made_ps2 / std::abs(b));
        const double rate = static_cast<double>(model.frame.oversampling) / t0_ps * 1e3;
        if (is_reachable(rate, rig.transmitter)) {
          rates.push_back(rate);
        }
      }
    }
  }
  std::ranges::sort(rates, std::greater{});
  rates.erase(std::unique(rates.begin(), rates.end()), rates.end());
  rates.resize(std::min(rates.size(), most_rates));
  return rates;
}

}  // namespace

std::vector<double> whole_fractions(const RigDocument& rig) {
  std::vector<double> rates;
  for (int divisor = 1; divisor <= largest_divisor; ++divisor) {
    rates.push_back(rig.transmitter.sample_rate_gsa_per_s / divisor);
  }
  return rates;
}

std::vector<double> candidate_sample_rates(const core::Model& buildable, const RigDocument& rig,
                                           const Catalog& catalog) {
  std::vector<double> rates = whole_fractions(rig);
  if (rig.transmitter.minimum_sample_rate_gsa_per_s > 0.0) {
    const std::vector<double> matching = matching_rates(buildable, rig, catalog);
    rates.insert(rates.end(), matching.begin(), matching.end());
  }
  return rates;
}

}  // namespace fiberloom::hal
