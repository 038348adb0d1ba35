#include "lane_transform_plan.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace fiberloom::core {
namespace {

constexpr std::size_t smallest_size = 16;
constexpr std::size_t largest_size = 16384;
constexpr std::size_t longest_leaf = 8;

// exp(-2 pi i turns), computed in double whatever the kernels compute in.
template <class Real>
void append_root(AlignedVector<Real>& roots, double turns) {
  roots.push_back(static_cast<Real>(std::cos(2.0 * std::numbers::pi * turns)));
  roots.push_back(static_cast<Real>(-std::sin(2.0 * std::numbers::pi * turns)));
}

template <class Real>
AlignedVector<Real> roots_of(std::size_t length) {
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

// Which frequency a short forward transform leaves at a position: a radix-4 stage puts frequencies q modulo 4 into
// its block q.
std::size_t frequency_at(std::size_t position, std::size_t length) {
  if (length <= longest_leaf) {
    return position;
  }
  const std::size_t quarter = length / 4;
  return position / quarter + 4 * frequency_at(position % quarter, quarter);
}

}  // namespace

template <class Real>
bool LaneTransformPlan<Real>::takes(std::size_t size) {
  return std::has_single_bit(size) && size >= smallest_size && size <= largest_size;
}

template <class Real>
LaneTransformPlan<Real>::LaneTransformPlan(std::size_t size) {
  const auto exponent = static_cast<unsigned>(std::countr_zero(size));
  const std::size_t rows = std::size_t{1} << ((exponent + 1) / 2);
  const std::size_t columns = size / rows;
  row_roots_ = roots_of<Real>(columns);
  column_roots_ = roots_of<Real>(rows);
  for (std::size_t column = 0; column < columns; ++column) {
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t turns = column * frequency_at(row, rows);
      append_root(column_twiddles_, static_cast<double>(turns) / static_cast<double>(size));
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      bins_.push_back(frequency_at(row, rows) + rows * frequency_at(column, columns));
    }
  }
  geometry_ = {.rows = rows,
               .columns = columns,
               .row_roots = row_roots_.data(),
               .column_roots = column_roots_.data(),
               .column_twiddles = column_twiddles_.data()};
}

template class LaneTransformPlan<double>;
template class LaneTransformPlan<float>;

}  // namespace fiberloom::core
