#pragma once

// Vectors of the width that FIBERLOOM_VECTOR_BYTES names, for the kernels alone: a file that includes this one is
// compiled for a newer processor than the rest of the program. So everything here has internal linkage, and nothing of
// the standard library is called: the linker could take its inline functions from here for the whole program.

#include <cstddef>
#include <cstdint>
#include <utility>

// A call costs more than the few instructions of most of these functions, and complex numbers in registers would have
// to go through memory for it.
#define FIBERLOOM_INLINE inline __attribute__((always_inline))

namespace fiberloom::core {
namespace {

template <class Real>
struct VectorTypes;

template <>
struct VectorTypes<float> {
  using Vector = float __attribute__((vector_size(FIBERLOOM_VECTOR_BYTES)));
  using Bits = std::uint32_t __attribute__((vector_size(FIBERLOOM_VECTOR_BYTES)));
};

template <>
struct VectorTypes<double> {
  using Vector = double __attribute__((vector_size(FIBERLOOM_VECTOR_BYTES)));
  using Bits = std::uint64_t __attribute__((vector_size(FIBERLOOM_VECTOR_BYTES)));
};

template <class Real>
using Vector = typename VectorTypes<Real>::Vector;

template <class Real>
constexpr std::size_t lanes = FIBERLOOM_VECTOR_BYTES / sizeof(Real);

template <class Real>
FIBERLOOM_INLINE Vector<Real> load(const Real* from) {
  return *reinterpret_cast<const Vector<Real>*>(from);
}

template <class Real>
FIBERLOOM_INLINE void store(Real* to, Vector<Real> value) {
  *reinterpret_cast<Vector<Real>*>(to) = value;
}

template <class Real>
FIBERLOOM_INLINE Vector<Real> splat(Real value) {
  return value - Vector<Real>{};
}

/// Complex numbers, one in each lane.
template <class Real>
struct Complexes {
  Vector<Real> re;
  Vector<Real> im;
};

template <class Real>
FIBERLOOM_INLINE Complexes<Real> operator+(Complexes<Real> a, Complexes<Real> b) {
  return {a.re + b.re, a.im + b.im};
}

template <class Real>
FIBERLOOM_INLINE Complexes<Real> operator-(Complexes<Real> a, Complexes<Real> b) {
  return {a.re - b.re, a.im - b.im};
}

template <class Real>
FIBERLOOM_INLINE Complexes<Real> product(Complexes<Real> a, Complexes<Real> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

template <class Real>
FIBERLOOM_INLINE Complexes<Real> product_with_conjugate(Complexes<Real> a, Complexes<Real> b) {
  return {a.re * b.re + a.im * b.im, a.im * b.re - a.re * b.im};
}

template <class Real>
FIBERLOOM_INLINE Vector<Real> power(Complexes<Real> a) {
  return a.re * a.re + a.im * a.im;
}

// Constants of sine and cosine on [-pi/2, pi/2], after taking whole multiples of pi away. The polynomials interpolate
// at Chebyshev nodes: errors 3e-8 and 4e-9 (float), 2e-18 and 6e-17 (double) before rounding. Pi is cut into three
// parts so short that their products with the multiple are exact.
template <class Real>
struct SineConstants;

template <>
struct SineConstants<float> {
  static constexpr float inverse_pi = 0.318309886F;
  static constexpr float rounding =
      12582912.0F;  // 1.5 * 2^23: its last bit is the parity of what was added
  static constexpr int parity_shift = 31;
  static constexpr float pi[] = {3.140625F, 9.67502593994140625e-4F, 1.509957990978376432e-7F};
  static constexpr float sine[] = {-0.16666666F, 0.008333242F, -0.00019822725F, 2.634709e-06F};
  static constexpr float cosine[] = {0.041666668F, -0.0013888812F, 2.478607e-05F, -2.654567e-07F};
};

template <>
struct SineConstants<double> {
  static constexpr double inverse_pi = 0.31830988618379067154;
  static constexpr double rounding = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr int parity_shift = 63;
  static constexpr double pi[] = {3.14159250259399414062, 1.50995788317231927067e-7,
                                  1.07806057163162381058e-14};
  static constexpr double sine[] = {-0.16666666666666666,    0.008333333333333316,
                                    -0.00019841269841255188, 2.7557319219202172e-06,
                                    -2.5052107620333657e-08, 1.605897746007407e-10,
                                    -7.643973563392832e-13,  2.731473420341765e-15};
  static constexpr double cosine[] = {
      0.04166666666666666,   -0.0013888888888884756,  2.4801587298908214e-05, -2.75573185723323e-07,
      2.087668146916334e-09, -1.1466248705151436e-11, 4.6463835678701714e-14};
};

template <class Real, std::size_t count>
FIBERLOOM_INLINE Vector<Real> polynomial(Vector<Real> x, const Real (&coefficients)[count]) {
  Vector<Real> sum = splat<Real>(coefficients[count - 1]);
  for (std::size_t i = count - 1; i-- > 0;) {
    sum = sum * x + coefficients[i];
  }
  return sum;
}

/// (cos, sin) of a phase in rad; absolute error 1.2e-7 (float) and 2e-16 (double) for phases below 1e4.
template <class Real>
FIBERLOOM_INLINE Complexes<Real> unit_phasor(Vector<Real> phase) {
  using Constants = SineConstants<Real>;
  using Bits = typename VectorTypes<Real>::Bits;
  const Vector<Real> rounded = phase * Constants::inverse_pi + Constants::rounding;
  const Bits sign = __builtin_bit_cast(Bits, rounded) << Constants::parity_shift;
  const Vector<Real> multiple = rounded - Constants::rounding;
  Vector<Real> rest = phase - multiple * Constants::pi[0];
  rest = rest - multiple * Constants::pi[1];
  rest = rest - multiple * Constants::pi[2];
  const Vector<Real> square = rest * rest;
  const Vector<Real> sine = rest + rest * square * polynomial<Real>(square, Constants::sine);
  const Vector<Real> cosine =
      Real(1) - Real(0.5) * square + square * square * polynomial<Real>(square, Constants::cosine);
  return {__builtin_bit_cast(Vector<Real>, __builtin_bit_cast(Bits, cosine) ^ sign),
          __builtin_bit_cast(Vector<Real>, __builtin_bit_cast(Bits, sine) ^ sign)};
}

template <class Real>
FIBERLOOM_INLINE double sum_of_lanes(Vector<Real> value) {
  double sum = 0.0;
  for (std::size_t v = 0; v < lanes<Real>; ++v) {
    sum += static_cast<double>(value[v]);
  }
  return sum;
}

/// Sums over many points, a lane at a time and in double: adding up the lanes waits until the end.
template <class Real>
class LaneSums {
 public:
  void add(Vector<Real> value) {
    for (std::size_t v = 0; v < lanes<Real>; ++v) {
      sums_[v] += static_cast<double>(value[v]);
    }
  }
  double total() const {
    double sum = 0.0;
    for (std::size_t v = 0; v < lanes<Real>; ++v) {
      sum += sums_[v];
    }
    return sum;
  }

 private:
  alignas(64) double sums_[lanes<Real>] = {};
};

// Neighbouring complex numbers in memory, two vectors full of them, to and from one complex number a lane.
template <class Real, std::size_t... index>
FIBERLOOM_INLINE Complexes<Real> separate(Vector<Real> a, Vector<Real> b,
                                          std::index_sequence<index...>) {
  return {__builtin_shufflevector(a, b, (2 * index)...),
          __builtin_shufflevector(a, b, (2 * index + 1)...)};
}

template <class Real, std::size_t... index>
FIBERLOOM_INLINE Vector<Real> lower_pairs(Complexes<Real> value, std::index_sequence<index...>) {
  return __builtin_shufflevector(value.re, value.im, (index / 2 + index % 2 * lanes<Real>)...);
}

template <class Real, std::size_t... index>
FIBERLOOM_INLINE Vector<Real> upper_pairs(Complexes<Real> value, std::index_sequence<index...>) {
  return __builtin_shufflevector(value.re, value.im,
                                 (index / 2 + lanes<Real> / 2 + index % 2 * lanes<Real>)...);
}

/// `lanes` neighbouring complex numbers, as (re, im) pairs in memory.
template <class Real>
FIBERLOOM_INLINE Complexes<Real> load_pairs(const Real* from) {
  return separate<Real>(load(from), load(from + lanes<Real>),
                        std::make_index_sequence<lanes<Real>>{});
}

template <class Real>
FIBERLOOM_INLINE void store_pairs(Real* to, Complexes<Real> value) {
  store<Real>(to, lower_pairs<Real>(value, std::make_index_sequence<lanes<Real>>{}));
  store<Real>(to + lanes<Real>, upper_pairs<Real>(value, std::make_index_sequence<lanes<Real>>{}));
}

/// Complex numbers of `lanes` records at one point: all real parts, then all imaginary parts.
template <class Real>
FIBERLOOM_INLINE Complexes<Real> load_split(const Real* from) {
  return {load(from), load(from + lanes<Real>)};
}

template <class Real>
FIBERLOOM_INLINE void store_split(Real* to, Complexes<Real> value) {
  store<Real>(to, value.re);
  store<Real>(to + lanes<Real>, value.im);
}

}  // namespace
}  // namespace fiberloom::core
