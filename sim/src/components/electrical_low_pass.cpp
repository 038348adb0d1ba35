#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <numbers>

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

// H(s) = c0 / (c0 + c1 s + c2 s^2 + ...), and where |H|^2 = 1/2.
struct Prototype {
  std::array<double, 5> coefficients;
  double half_power;
};

constexpr double root2 = std::numbers::sqrt2;

constexpr std::array<Prototype, 3> butterworth{
    {{{1.0, root2, 1.0, 0.0, 0.0}, 1.0},
     {{1.0, 2.0, 2.0, 1.0, 0.0}, 1.0},
     {{1.0, 2.613125929752753, 2.0 + root2, 2.613125929752753, 1.0}, 1.0}}};

// Reverse Bessel polynomials; the half-power points are roots of |H|^2 = 1/2, computed with 30 digits.
constexpr std::array<Prototype, 3> bessel{
    {{{3.0, 3.0, 1.0, 0.0, 0.0}, 1.361654128716130521},
     {{15.0, 15.0, 6.0, 1.0, 0.0}, 1.755672368681210649},
     {{105.0, 105.0, 45.0, 10.0, 1.0}, 2.113917674904215843}}};

const Prototype& prototype_of(const ElectricalLowPass& filter) {
  if (filter.order < 2 || filter.order > 4) {
    throw core::InputError("input.filter", "electrical low-pass: the order must be 2, 3 or 4");
  }
  if (!(filter.bandwidth_hz >= 0.0) || !std::isfinite(filter.bandwidth_hz)) {
    throw core::InputError(
        "input.filter",
        "electrical low-pass: the bandwidth must be finite and not negative; 0 is no limit");
  }
  const auto index = static_cast<std::size_t>(filter.order - 2);
  return filter.shape == FilterShape::butterworth ? butterworth[index] : bessel[index];
}

}  // namespace

Complex transfer_at(const ElectricalLowPass& filter, double frequency_hz) {
  const Prototype& prototype = prototype_of(filter);
  if (filter.bandwidth_hz == 0.0) {
    return 1.0;
  }
  const Complex s(0.0, prototype.half_power * frequency_hz / filter.bandwidth_hz);
  Complex polynomial = 0.0;
  for (std::size_t power = prototype.coefficients.size(); power-- > 0;) {
    polynomial = polynomial * s + prototype.coefficients[power];
  }
  const double delay = prototype.coefficients[1] / prototype.coefficients[0];
  return prototype.coefficients[0] * std::exp(delay * s) / polynomial;
}

std::vector<double> one_sided_frequencies_hz(const core::TimeGrid& grid) {
  std::vector<double> frequencies(grid.size() / 2 + 1);
  const double spacing = 1.0 / (static_cast<double>(grid.size()) * grid.step());
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    frequencies[k] = static_cast<double>(k) * spacing;
  }
  return frequencies;
}

std::vector<Complex> one_sided_transfer(const ElectricalLowPass& filter,
                                        const core::TimeGrid& grid) {
  std::vector<Complex> transfer;
  for (const double frequency : one_sided_frequencies_hz(grid)) {
    transfer.push_back(transfer_at(filter, frequency));
  }
  if (grid.size() % 2 == 0) {
    transfer.back() = transfer.back().real();
  }
  return transfer;
}

double noise_bandwidth_hz(std::span<const Complex> one_sided, const core::TimeGrid& grid) {
  double sum = 0.0;  // over bins of both signs
  for (std::size_t k = 0; k < one_sided.size(); ++k) {
    const bool is_single = k == 0 || 2 * k == grid.size();
    sum += (is_single ? 1.0 : 2.0) * std::norm(one_sided[k]);
  }
  return 0.5 * sum / (static_cast<double>(grid.size()) * grid.step());
}

}  // namespace fiberloom::sim
