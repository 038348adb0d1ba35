#include "decimation.hpp"

#include <cmath>
#include <cstring>
#include <numbers>

#include <fiberloom/core/vectorised.hpp>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

// Two complex numbers: what one AVX2 register holds. Compilers leave the passes below in single complex numbers
// otherwise.
using Pair = double __attribute__((vector_size(32)));

FIBERLOOM_INLINE inline void load(Pair& pair, const Complex* from) {
  std::memcpy(&pair, from, sizeof pair);
}

FIBERLOOM_INLINE inline void store(const Pair& pair, Complex* to) {
  std::memcpy(reinterpret_cast<double*>(to), &pair, sizeof pair);
}

// a becomes a times b, or a times the conjugate of b with sign = -1.
FIBERLOOM_INLINE inline void multiply(Pair& a, const Pair& b, double sign) {
  const Pair real = __builtin_shufflevector(b, b, 0, 0, 2, 2);
  const Pair imaginary = __builtin_shufflevector(b, b, 1, 1, 3, 3);
  const Pair swapped = __builtin_shufflevector(a, a, 1, 0, 3, 2);
  const Pair signs = {-sign, sign, -sign, sign};
  a = a * real + swapped * (imaginary * signs);
}

FIBERLOOM_INLINE inline void multiply_by_i(Pair& a) {
  const Pair signs = {-1.0, 1.0, -1.0, 1.0};
  a = __builtin_shufflevector(a, a, 1, 0, 3, 2) * signs;
}

// What both passes do between their factors: the transform of four points.
struct Four {
  Pair a;
  Pair b;
  Pair c;
  Pair d;

  FIBERLOOM_INLINE void transform(double sign) {
    const Pair even = a + c;
    const Pair odd = a - c;
    const Pair even2 = b + d;
    Pair odd2 = b - d;
    multiply_by_i(odd2);
    a = even + even2;
    b = odd + sign * odd2;
    c = even - even2;
    d = odd - sign * odd2;
  }
};

FIBERLOOM_INLINE inline void load_quarters(Four& four, const Complex* at, std::size_t length) {
  load(four.a, at);
  load(four.b, at + length);
  load(four.c, at + 2 * length);
  load(four.d, at + 3 * length);
}

FIBERLOOM_INLINE inline void store_quarters(const Four& four, Complex* at, std::size_t length) {
  store(four.a, at);
  store(four.b, at + length);
  store(four.c, at + 2 * length);
  store(four.d, at + 3 * length);
}

FIBERLOOM_INLINE inline void twist(Four& four, const Complex* factor, std::size_t length,
                                   double sign) {
  Pair once;
  Pair twice;
  Pair thrice;
  load(once, factor);
  load(twice, factor + length);
  load(thrice, factor + 2 * length);
  multiply(four.b, once, sign);
  multiply(four.c, twice, sign);
  multiply(four.d, thrice, sign);
}

FIBERLOOM_INLINE inline void split_block(const Quarters& quarters) {
  for (std::size_t n = 0; n < quarters.length; n += 2) {
    Four four;
    load_quarters(four, quarters.block + n, quarters.length);
    four.transform(-1.0);
    twist(four, quarters.twiddles + n, quarters.length, 1.0);
    store_quarters(four, quarters.block + n, quarters.length);
  }
}

FIBERLOOM_INLINE inline void join_block(const Quarters& quarters) {
  for (std::size_t n = 0; n < quarters.length; n += 2) {
    Four four;
    load_quarters(four, quarters.block + n, quarters.length);
    twist(four, quarters.twiddles + n, quarters.length, -1.0);
    four.transform(1.0);
    store_quarters(four, quarters.block + n, quarters.length);
  }
}

}  // namespace

AlignedVector<Complex> twiddles_of(std::size_t size) {
  AlignedVector<Complex> twiddles(3 * (size / 4));
  for (std::size_t n = 0; n < size / 4; ++n) {
    for (std::size_t r = 1; r < 4; ++r) {
      const double angle =
          -2.0 * std::numbers::pi * static_cast<double>(n * r) / static_cast<double>(size);
      twiddles[(r - 1) * (size / 4) + n] = {std::cos(angle), std::sin(angle)};
    }
  }
  return twiddles;
}

void split(const Quarters& quarters) {
  vectorised([quarters]() FIBERLOOM_INLINE { split_block(quarters); });
}

void join(const Quarters& quarters) {
  vectorised([quarters]() FIBERLOOM_INLINE { join_block(quarters); });
}

}  // namespace fiberloom::core
