#pragma once

// Passes along the rows of one long record, neighbouring rows in the lanes; record_kernel_table.hpp says how it is cut.

#include "lane_transform.hpp"
#include "record_kernel_table.hpp"

namespace fiberloom::core {
namespace {

using Lane = Vector<double>;
using LaneComplex = Complexes<double>;

constexpr std::size_t width = lanes<double>;
constexpr std::size_t block = 2 * width;  // numbers in a vector of complex ones

// ---- between rows and columns

template <std::size_t step, std::size_t... index>
FIBERLOOM_INLINE void exchange(Lane& a, Lane& b, std::index_sequence<index...>) {
  const Lane low =
      __builtin_shufflevector(a, b, ((index & step) == 0 ? index : index - step + width)...);
  const Lane high =
      __builtin_shufflevector(a, b, ((index & step) == 0 ? index + step : index + width)...);
  a = low;
  b = high;
}

// Lane j of vector i becomes lane i of vector j.
template <std::size_t step = 1>
FIBERLOOM_INLINE void transpose(Lane (&square)[width]) {
  if constexpr (step < width) {
    for (std::size_t i = 0; i < width; ++i) {
      if ((i & step) == 0) {
        exchange<step>(square[i], square[i + step], std::make_index_sequence<width>{});
      }
    }
    transpose<2 * step>(square);
  }
}

/// As many rows of a matrix as there are lanes, and their twiddle factors.
template <std::size_t columns>
struct RowGroup {
  double* top;
  const double* twiddles;

  FIBERLOOM_INLINE void load(LaneComplex* x) const {
    for (std::size_t begin = 0; begin < columns; begin += width) {
      Lane re[width];
      Lane im[width];
      for (std::size_t i = 0; i < width; ++i) {
        const LaneComplex points = load_split<double>(top + 2 * (i * columns + begin));
        re[i] = points.re;
        im[i] = points.im;
      }
      transpose(re);
      transpose(im);
      for (std::size_t i = 0; i < width; ++i) {
        x[begin + i] =
            product<double>({re[i], im[i]}, load_split<double>(twiddles + (begin + i) * block));
      }
    }
  }

  FIBERLOOM_INLINE void store(const LaneComplex* x) const {
    for (std::size_t begin = 0; begin < columns; begin += width) {
      Lane re[width];
      Lane im[width];
      for (std::size_t i = 0; i < width; ++i) {
        const LaneComplex turned = product_with_conjugate<double>(
            x[begin + i], load_split<double>(twiddles + (begin + i) * block));
        re[i] = turned.re;
        im[i] = turned.im;
      }
      transpose(re);
      transpose(im);
      for (std::size_t i = 0; i < width; ++i) {
        store_split<double>(top + 2 * (i * columns + begin), {re[i], im[i]});
      }
    }
  }
};

template <std::size_t columns>
FIBERLOOM_INLINE RowGroup<columns> group_at(double* matrix, const double* twiddles,
                                            std::size_t group) {
  return {matrix + group * columns * block, twiddles + group * columns * block};
}

// ---- along the rows

template <std::size_t columns>
void rows_inverse_of(const RecordGeometry& geometry, const double* spectrum, double* matrix) {
  LaneComplex x[columns];
  for (std::size_t group = 0; group < geometry.rows / width; ++group) {
    const double* from = spectrum + group * columns * block;
    for (std::size_t p = 0; p < columns; ++p) {
      x[p] = load_pairs<double>(from + p * block);
    }
    transform_inverse<columns, double>(x, geometry.row_roots);
    group_at<columns>(matrix, geometry.twiddles, group).store(x);
  }
}

/// What becomes of a spectrum on its way to memory: nothing, or a factor i gain.
struct Unchanged {
  FIBERLOOM_INLINE LaneComplex operator()(LaneComplex value, std::size_t) const { return value; }
};

struct ImaginaryGain {
  const double* gain;
  FIBERLOOM_INLINE LaneComplex operator()(LaneComplex value, std::size_t place) const {
    const Lane factor = load(gain + place);
    return {-factor * value.im, factor * value.re};
  }
};

template <std::size_t columns, class Change>
void rows_forward_of(const RecordGeometry& geometry, const double* matrix, double* spectrum,
                     Change change) {
  LaneComplex x[columns];
  for (std::size_t group = 0; group < geometry.rows / width; ++group) {
    group_at<columns>(const_cast<double*>(matrix), geometry.twiddles, group).load(x);
    transform_forward<columns, double>(x, geometry.row_roots);
    for (std::size_t p = 0; p < columns; ++p) {
      const std::size_t place = (group * columns + p) * width;
      store_pairs<double>(spectrum + 2 * place, change(x[p], place));
    }
  }
}

/// Multiplies a leaf of a half spectrum's rows by a response.
struct ResponseWork {
  const double* response;  // of this group
  double sign;

  template <std::size_t length>
  FIBERLOOM_INLINE void operator()(LaneComplex (&leaf)[length], std::size_t offset) const {
    for (std::size_t n = 0; n < length; ++n) {
      LaneComplex factor = load_split<double>(response + (offset + n) * block);
      factor.im *= sign;
      leaf[n] = product<double>(leaf[n], factor);
    }
  }
};

template <std::size_t columns>
void rows_filter_of(const RecordGeometry& geometry, double* half, const double* response,
                    double sign) {
  LaneComplex x[columns];
  for (std::size_t group = 0; group <= geometry.rows / 2 / width; ++group) {
    const RowGroup<columns> rows = group_at<columns>(half, geometry.half_twiddles, group);
    rows.load(x);
    through_spectrum<columns, double>(x, geometry.row_roots, 0,
                                      ResponseWork{response + group * columns * block, sign});
    rows.store(x);
  }
}

}  // namespace
}  // namespace fiberloom::core
