#include "lane_transform_plan.hpp"

#include <bit>

#include "simd/short_transform.hpp"

namespace fiberloom::core {
namespace {

constexpr std::size_t smallest_size = 16;
constexpr std::size_t largest_size = 16384;

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
  row_roots_ = short_transform_roots<Real>(columns);
  column_roots_ = short_transform_roots<Real>(rows);
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
