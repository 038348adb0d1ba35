#include "dormand_prince.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/vectorised.hpp>
#include <utility>

#include "complex_products.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t most_slopes = 6;

// Of the stages 2 to 6: where they are, and how much of each slope before them they take.
constexpr double nodes[] = {1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0};
constexpr double shares[][most_slopes] = {
    {1.0 / 5.0},
    {3.0 / 40.0, 9.0 / 40.0},
    {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
    {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
    {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
};
constexpr double end_shares[most_slopes] = {
    35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0};
// Fifth order minus fourth; the rate at the end comes last.
constexpr double error_shares[most_slopes] = {
    71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0};
constexpr double end_error_share = -1.0 / 40.0;

// The last slope is still a rate at its own place: taken back by the conjugate of `there` and a factor first.
struct Rates {
  const Complex* state;
  Complex* slopes[most_slopes];
  const Complex* there;
  double back;
};

template <std::size_t count>
FIBERLOOM_INLINE inline void stage_field(const Rates& rates, const double* weights,
                                         const Complex* transfer, Complex* next, std::size_t size) {
  const Complex* state = rates.state;
  const Complex* there = rates.there;
  const double back = rates.back;
  Complex* last = rates.slopes[count - 1];
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    Complex slope = last[k];
    if constexpr (count > 1) {
      slope = back * product_with_conjugate(slope, there[k]);
      last[k] = slope;
    }
    Complex sum = state[k] + weights[count - 1] * slope;
    for (std::size_t j = 0; j + 1 < count; ++j) {
      sum += weights[j] * rates.slopes[j][k];
    }
    next[k] = product(sum, transfer[k]);
  }
}

struct End {
  Complex* next;
  Complex* defect;  // all of the error but the share of the end's own rate; may be the second slope
};

FIBERLOOM_INLINE inline void end_field(const Rates& rates, const End& end, double h,
                                       std::size_t size) {
  const Complex* state = rates.state;
  const Complex* transfer = rates.there;
  const double back = rates.back;
  const Complex* first = rates.slopes[0];
  const Complex* third = rates.slopes[2];
  const Complex* fourth = rates.slopes[3];
  const Complex* fifth = rates.slopes[4];
  const Complex* last = rates.slopes[5];
  Complex* next = end.next;
  Complex* defect = end.defect;
  FIBERLOOM_INDEPENDENT
  for (std::size_t k = 0; k < size; ++k) {
    const Complex sixth = back * product_with_conjugate(last[k], transfer[k]);
    const Complex step = end_shares[0] * first[k] + end_shares[2] * third[k] +
                         end_shares[3] * fourth[k] + end_shares[4] * fifth[k] +
                         end_shares[5] * sixth;
    const Complex off = error_shares[0] * first[k] + error_shares[2] * third[k] +
                        error_shares[3] * fourth[k] + error_shares[4] * fifth[k] +
                        error_shares[5] * sixth;
    next[k] = product(state[k] + h * step, transfer[k]);
    defect[k] = product(off, transfer[k]);
  }
}

constexpr std::size_t sums = 8;

struct Powers {
  double error[sums] = {};
  double field[sums] = {};
};

struct Ends {
  const double* defect;
  const double* rate;
  const double* field;
};

FIBERLOOM_INLINE inline void add_power(const Ends& ends, std::size_t j, std::size_t sum,
                                       Powers& powers) {
  const double off = ends.defect[j] + end_error_share * ends.rate[j];
  powers.error[sum] += off * off;
  powers.field[sum] += ends.field[j] * ends.field[j];
}

// Always in eight sums: their order is the same on every processor.
FIBERLOOM_INLINE inline void add_powers(const Ends& ends, std::size_t size, Powers& powers) {
  const std::size_t whole = size - size % sums;
  for (std::size_t begin = 0; begin < whole; begin += sums) {
    for (std::size_t i = 0; i < sums; ++i) {
      add_power(ends, begin + i, i, powers);
    }
  }
  for (std::size_t j = whole; j < size; ++j) {
    add_power(ends, j, j - whole, powers);
  }
}

const double* numbers(const AlignedVector<Complex>& row) {
  return reinterpret_cast<const double*>(row.data());
}

}  // namespace

DormandPrince::DormandPrince(const FiberFft& fft, const LinearOperator& linear,
                             const NonlinearOperator& nonlinear, std::span<const Complex> spectrum)
    : linear_(linear),
      nonlinear_(nonlinear),
      workspace_(fft.make_workspace()),
      state_(spectrum.begin(), spectrum.end()),
      next_(spectrum.size()),
      end_rate_(spectrum.size()) {
  for (Spectrum& slope : slopes_) {
    slope.resize(spectrum.size());
  }
  for (Transfers& transfers : cache_) {
    for (Spectrum& transfer : transfers.to_node) {
      transfer.resize(spectrum.size());
    }
  }
  nonlinear_.rate(state_, slopes_[0], workspace_);
}

const DormandPrince::Transfers& DormandPrince::transfers_of(double h) {
  ++clock_;
  Transfers* oldest = &cache_.front();
  for (Transfers& transfers : cache_) {
    if (transfers.step == h) {
      transfers.last_use = clock_;
      return transfers;
    }
    if (transfers.last_use < oldest->last_use) {
      oldest = &transfers;
    }
  }
  fill(*oldest, h);
  oldest->last_use = clock_;
  return *oldest;
}

// Tenths of the step make all nodes but one.
void DormandPrince::fill(Transfers& transfers, double h) const {
  transfers.step = h;
  std::array<double, stages - 1> magnitude{};
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    magnitude[i] = std::exp(-linear_.field_attenuation_per_m * nodes[i] * h);
    transfers.back[i] = 1.0 / (magnitude[i] * magnitude[i]);
  }
  for (std::size_t k = 0; k < state_.size(); ++k) {
    const double phase = linear_.phase_per_m[k] * h;
    const Complex tenth = unit_phasor(phase / 10.0);
    const Complex fifth = product(tenth, tenth);
    const Complex two_fifths = product(fifth, fifth);
    const Complex four_fifths = product(two_fifths, two_fifths);
    transfers.to_node[0][k] = magnitude[0] * fifth;
    transfers.to_node[1][k] = magnitude[1] * product(fifth, tenth);
    transfers.to_node[2][k] = magnitude[2] * four_fifths;
    transfers.to_node[3][k] = magnitude[3] * unit_phasor(nodes[3] * phase);
    transfers.to_node[4][k] = magnitude[4] * product(four_fifths, fifth);
  }
}

// The field where the slopes known so far lead to, and the rate there.
template <std::size_t known>
void DormandPrince::go_to_stage(const Transfers& transfers, double h) {
  Rates rates{.state = state_.data(), .slopes = {}, .there = nullptr, .back = 0.0};
  std::array<double, known> weights{};
  for (std::size_t j = 0; j < known; ++j) {
    rates.slopes[j] = slopes_[j].data();
    weights[j] = h * shares[known - 1][j];
  }
  if constexpr (known > 1) {
    rates.there = transfers.to_node[known - 2].data();
    rates.back = transfers.back[known - 2];
  }
  vectorised([=, transfer = transfers.to_node[known - 1].data(), next = next_.data(),
              size = state_.size()]() FIBERLOOM_INLINE {
    stage_field<known>(rates, weights.data(), transfer, next, size);
  });
  nonlinear_.rate(next_, slopes_[known], workspace_);
}

void DormandPrince::go_to_end(const Transfers& transfers, double h) {
  Rates rates{.state = state_.data(),
              .slopes = {},
              .there = transfers.to_node.back().data(),
              .back = transfers.back.back()};
  for (std::size_t j = 0; j < stages; ++j) {
    rates.slopes[j] = slopes_[j].data();
  }
  const End end{.next = next_.data(), .defect = slopes_[1].data()};
  vectorised([=, size = state_.size()]() FIBERLOOM_INLINE { end_field(rates, end, h, size); });
  nonlinear_.rate(next_, end_rate_, workspace_);
}

double DormandPrince::error(double h) const {
  const Ends ends{
      .defect = numbers(slopes_[1]), .rate = numbers(end_rate_), .field = numbers(next_)};
  Powers powers;
  vectorised([&powers, ends, size = 2 * state_.size()]()
                 FIBERLOOM_INLINE { add_powers(ends, size, powers); });
  double error = 0.0;
  double field = 0.0;
  for (std::size_t i = 0; i < sums; ++i) {
    error += powers.error[i];
    field += powers.field[i];
  }
  return field == 0.0 ? 0.0 : h * std::sqrt(error / field);
}

double DormandPrince::try_step(double h) {
  const Transfers& transfers = transfers_of(h);
  go_to_stage<1>(transfers, h);
  go_to_stage<2>(transfers, h);
  go_to_stage<3>(transfers, h);
  go_to_stage<4>(transfers, h);
  go_to_stage<5>(transfers, h);
  go_to_end(transfers, h);
  return error(h);
}

void DormandPrince::accept() {
  std::swap(state_, next_);
  std::swap(slopes_.front(), end_rate_);
}

}  // namespace fiberloom::core
