#pragma once

// Short discrete Fourier transforms of complex numbers that hold one record in each lane. Forward: decimation in
// frequency, natural order in, digit-reversed out. Inverse: its exact mirror, digit-reversed in, natural out, without
// factor. Lengths are powers of two from 4; radix 4 down to a last radix of 4 or 8.
//
// `roots` holds exp(-2 pi i n q / length) for every stage with twiddles, as lane_geometry.cpp writes it: for n in
// 0..length/4-1 the three factors q = 1, 2, 3, then the stages below.

#include "vector.hpp"

namespace fiberloom::core {
namespace {

template <class Real>
FIBERLOOM_INLINE Complexes<Real> times_i(Complexes<Real> a) {
  return {-a.im, a.re};
}

template <class Real>
FIBERLOOM_INLINE Complexes<Real> root_at(const Real* root) {
  return {splat<Real>(root[0]), splat<Real>(root[1])};
}

/// Four points: sign -1 is the forward transform.
template <int sign, class Real>
FIBERLOOM_INLINE void butterfly(Complexes<Real>& a, Complexes<Real>& b, Complexes<Real>& c,
                                Complexes<Real>& d) {
  const Complexes<Real> sum = a + c;
  const Complexes<Real> difference = a - c;
  const Complexes<Real> other_sum = b + d;
  const Complexes<Real> turned = times_i<Real>(b - d);
  a = sum + other_sum;
  c = sum - other_sum;
  b = sign < 0 ? difference - turned : difference + turned;
  d = sign < 0 ? difference + turned : difference - turned;
}

template <int sign, class Real>
FIBERLOOM_INLINE void transform_four(Complexes<Real>* x) {
  butterfly<sign, Real>(x[0], x[1], x[2], x[3]);
}

// Even and odd points by radix 4, then radix 2 with the eighth roots of unity.
template <int sign, class Real>
FIBERLOOM_INLINE void transform_eight(Complexes<Real>* x) {
  constexpr Real half_root = Real(0.70710678118654752440);
  Complexes<Real> e0 = x[0];
  Complexes<Real> e1 = x[2];
  Complexes<Real> e2 = x[4];
  Complexes<Real> e3 = x[6];
  Complexes<Real> o0 = x[1];
  Complexes<Real> o1 = x[3];
  Complexes<Real> o2 = x[5];
  Complexes<Real> o3 = x[7];
  butterfly<sign, Real>(e0, e1, e2, e3);
  butterfly<sign, Real>(o0, o1, o2, o3);
  constexpr Real s = sign < 0 ? Real(-1) : Real(1);
  o1 = {half_root * (o1.re - s * o1.im), half_root * (o1.im + s * o1.re)};
  o2 = {-s * o2.im, s * o2.re};
  o3 = {-half_root * (o3.re + s * o3.im), half_root * (s * o3.re - o3.im)};
  x[0] = e0 + o0;
  x[1] = e1 + o1;
  x[2] = e2 + o2;
  x[3] = e3 + o3;
  x[4] = e0 - o0;
  x[5] = e1 - o1;
  x[6] = e2 - o2;
  x[7] = e3 - o3;
}

template <std::size_t length, int sign, class Real>
FIBERLOOM_INLINE void transform_leaf(Complexes<Real>* x) {
  if constexpr (length == 4) {
    transform_four<sign, Real>(x);
  } else {
    transform_eight<sign, Real>(x);
  }
}

// One radix-4 stage over all of `x`: butterflies of points a quarter apart, and their roots.
template <std::size_t length, class Real>
FIBERLOOM_INLINE void forward_stage(Complexes<Real>* x, std::size_t n, const Real* roots) {
  constexpr std::size_t quarter = length / 4;
  Complexes<Real> a = x[n];
  Complexes<Real> b = x[n + quarter];
  Complexes<Real> c = x[n + 2 * quarter];
  Complexes<Real> d = x[n + 3 * quarter];
  butterfly<-1, Real>(a, b, c, d);
  x[n] = a;
  x[n + quarter] = product<Real>(b, root_at(roots + 6 * n));
  x[n + 2 * quarter] = product<Real>(c, root_at(roots + 6 * n + 2));
  x[n + 3 * quarter] = product<Real>(d, root_at(roots + 6 * n + 4));
}

template <std::size_t length, class Real>
FIBERLOOM_INLINE void inverse_stage(Complexes<Real>* x, std::size_t n, const Real* roots) {
  constexpr std::size_t quarter = length / 4;
  Complexes<Real> a = x[n];
  Complexes<Real> b = product_with_conjugate<Real>(x[n + quarter], root_at(roots + 6 * n));
  Complexes<Real> c = product_with_conjugate<Real>(x[n + 2 * quarter], root_at(roots + 6 * n + 2));
  Complexes<Real> d = product_with_conjugate<Real>(x[n + 3 * quarter], root_at(roots + 6 * n + 4));
  butterfly<1, Real>(a, b, c, d);
  x[n] = a;
  x[n + quarter] = b;
  x[n + 2 * quarter] = c;
  x[n + 3 * quarter] = d;
}

template <std::size_t length, class Real>
FIBERLOOM_INLINE void transform_forward(Complexes<Real>* x, const Real* roots) {
  if constexpr (length <= 8) {
    transform_leaf<length, -1, Real>(x);
  } else {
    constexpr std::size_t quarter = length / 4;
    for (std::size_t n = 0; n < quarter; ++n) {
      forward_stage<length, Real>(x, n, roots);
    }
    for (std::size_t block = 0; block < 4; ++block) {
      transform_forward<quarter, Real>(x + block * quarter, roots + 6 * quarter);
    }
  }
}

template <std::size_t length, class Real>
FIBERLOOM_INLINE void transform_inverse(Complexes<Real>* x, const Real* roots) {
  if constexpr (length <= 8) {
    transform_leaf<length, 1, Real>(x);
  } else {
    constexpr std::size_t quarter = length / 4;
    for (std::size_t block = 0; block < 4; ++block) {
      transform_inverse<quarter, Real>(x + block * quarter, roots + 6 * quarter);
    }
    for (std::size_t n = 0; n < quarter; ++n) {
      inverse_stage<length, Real>(x, n, roots);
    }
  }
}

/// Forward, `work` on each leaf of the spectrum while it is in registers, and back.
///
/// work(x, offset) gets the 4 or 8 points of the spectrum from position `offset` on.
template <std::size_t length, class Real, class Work>
FIBERLOOM_INLINE void through_spectrum(Complexes<Real>* x, const Real* roots, std::size_t offset,
                                       const Work& work) {
  if constexpr (length <= 8) {
    Complexes<Real> leaf[length];
    for (std::size_t n = 0; n < length; ++n) {
      leaf[n] = x[n];
    }
    transform_leaf<length, -1, Real>(leaf);
    work(leaf, offset);
    transform_leaf<length, 1, Real>(leaf);
    for (std::size_t n = 0; n < length; ++n) {
      x[n] = leaf[n];
    }
  } else {
    constexpr std::size_t quarter = length / 4;
    for (std::size_t n = 0; n < quarter; ++n) {
      forward_stage<length, Real>(x, n, roots);
    }
    for (std::size_t block = 0; block < 4; ++block) {
      through_spectrum<quarter, Real>(x + block * quarter, roots + 6 * quarter,
                                      offset + block * quarter, work);
    }
    for (std::size_t n = 0; n < quarter; ++n) {
      inverse_stage<length, Real>(x, n, roots);
    }
  }
}

}  // namespace
}  // namespace fiberloom::core
