#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/kernel_moments.hpp>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr int reach = 4;

// Where the value at `k` steps stands.
constexpr std::size_t index_of(int k) {
  const int position = reach + k;
  return static_cast<std::size_t>(position);
}

// ln H at -4 steps ... 4 steps, without jumps of 2 pi.
std::array<Complex, 2 * reach + 1> logarithms(const std::function<Complex(double)>& transfer,
                                              double step) {
  std::array<Complex, 2 * reach + 1> result;
  const auto value = [&](int k) {
    const Complex found = transfer(k * step);
    if (!std::isfinite(found.real()) || !std::isfinite(found.imag()) || found == Complex{}) {
      throw NumericalError("numerical.moments",
                           "moments: the transfer function vanishes or is not finite near w = 0");
    }
    return found;
  };
  const Complex centre = value(0);
  result[reach] = std::log(centre);
  for (const int side : {1, -1}) {
    Complex last = centre;
    Complex sum = result[reach];
    for (int k = 1; k <= reach; ++k) {
      const Complex next = value(side * k);
      sum += std::log(next / last);
      result[index_of(side * k)] = sum;
      last = next;
    }
  }
  return result;
}

}  // namespace

// H(w) = gain exp( sum_n kappa_n (-i w)^n / n! ), so that kappa_n = i^n d^n ln H / dw^n at w = 0. The weights of the
// differences are those of Fornberg, Math. Comp. 51, 699 (1988), table 1.
KernelMoments kernel_moments(const std::function<Complex(double)>& transfer, double step) {
  if (!(step > 0.0) || !std::isfinite(step)) {
    throw InputError("input.domain", "moments: the step in frequency must be positive");
  }
  const auto values = logarithms(transfer, step);
  const auto odd = [&](std::array<double, reach> weights) {
    Complex sum{};
    for (std::size_t k = 1; k <= reach; ++k) {
      sum += weights[k - 1] * (values[reach + k] - values[reach - k]);
    }
    return sum;
  };
  const auto even = [&](std::array<double, reach> weights) {
    Complex sum{};
    for (std::size_t k = 1; k <= reach; ++k) {
      sum += weights[k - 1] *
             ((values[reach + k] - values[reach]) + (values[reach - k] - values[reach]));
    }
    return sum;
  };
  constexpr Complex i(0.0, 1.0);
  const double step2 = step * step;
  return {
      .gain = std::exp(values[reach]),
      .delay = i * odd({4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0}) / step,
      .spread = -even({8.0 / 5.0, -1.0 / 5.0, 8.0 / 315.0, -1.0 / 560.0}) / step2,
      .skew = -i * odd({-61.0 / 30.0, 169.0 / 120.0, -3.0 / 10.0, 7.0 / 240.0}) / (step * step2),
      .fourth = even({-122.0 / 15.0, 169.0 / 60.0, -2.0 / 5.0, 7.0 / 240.0}) / (step2 * step2)};
}

}  // namespace fiberloom::core
