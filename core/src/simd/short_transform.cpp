#include "short_transform.hpp"

#include <cmath>
#include <numbers>

namespace fiberloom::core {
namespace {

constexpr std::size_t longest_leaf = 8;

}  // namespace

template <class Real>
void append_root(AlignedVector<Real>& roots, double turns) {
  roots.push_back(static_cast<Real>(std::cos(2.0 * std::numbers::pi * turns)));
  roots.push_back(static_cast<Real>(-std::sin(2.0 * std::numbers::pi * turns)));
}

template <class Real>
AlignedVector<Real> short_transform_roots(std::size_t length) {
  AlignedVector<Real> roots;
  for (; length > longest_leaf; length /= 4) {
    for (std::size_t n = 0; n < length / 4; ++n) {
      for (std::size_t q = 1; q < 4; ++q) {
        append_root(roots, static_cast<double>(n * q) / static_cast<double>(length));
      }
    }
  }
  return roots;
}

std::size_t frequency_at(std::size_t position, std::size_t length) {
  if (length <= longest_leaf) {
    return position;
  }
  const std::size_t quarter = length / 4;
  return position / quarter + 4 * frequency_at(position % quarter, quarter);
}

template void append_root<double>(AlignedVector<double>&, double);
template void append_root<float>(AlignedVector<float>&, double);
template AlignedVector<double> short_transform_roots<double>(std::size_t);
template AlignedVector<float> short_transform_roots<float>(std::size_t);

}  // namespace fiberloom::core
