#pragma once

// Passes over one long record, neighbouring points in the lanes; record_kernel_table.hpp says how it is cut.

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

// ---- down the columns

/// A block of neighbouring columns.
struct ColumnBlock {
  double* top;
  std::size_t stride;

  ColumnBlock(const RecordGeometry& geometry, double* matrix, std::size_t index)
      : top(matrix + index * block), stride(2 * geometry.columns) {}

  template <std::size_t rows>
  FIBERLOOM_INLINE void load(LaneComplex (&x)[rows]) const {
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = load_split<double>(top + i * stride);
    }
  }
  template <std::size_t rows>
  FIBERLOOM_INLINE void store(const LaneComplex (&x)[rows]) const {
    for (std::size_t i = 0; i < rows; ++i) {
      store_split<double>(top + i * stride, x[i]);
    }
  }
};

template <std::size_t rows>
void columns_inverse_of(const RecordGeometry& geometry, double* matrix) {
  LaneComplex x[rows];
  for (std::size_t index = 0; index < geometry.columns / width; ++index) {
    const ColumnBlock columns(geometry, matrix, index);
    columns.load(x);
    transform_inverse<rows, double>(x, geometry.column_roots);
    for (std::size_t i = 0; i < rows; ++i) {
      store_pairs<double>(columns.top + i * columns.stride, x[i]);
    }
  }
}

template <std::size_t rows>
void columns_forward_of(const RecordGeometry& geometry, double* field) {
  LaneComplex x[rows];
  for (std::size_t index = 0; index < geometry.columns / width; ++index) {
    const ColumnBlock columns(geometry, field, index);
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = load_pairs<double>(columns.top + i * columns.stride);
    }
    transform_forward<rows, double>(x, geometry.column_roots);
    columns.store(x);
  }
}

// A block of columns of fields, to the tape if there is one.
template <std::size_t rows>
FIBERLOOM_INLINE void record(const LaneComplex (&x)[rows], double* tape, std::size_t index,
                             std::size_t stride) {
  if (tape != nullptr) {
    for (std::size_t i = 0; i < rows; ++i) {
      store_pairs<double>(tape + index * block + i * stride, x[i]);
    }
  }
}

FIBERLOOM_INLINE LaneComplex after_kerr(LaneComplex field, Lane intensity, const KerrPass& pass) {
  if (pass.rotates) {
    return product<double>(field, unit_phasor<double>(pass.phase_per_watt * intensity));
  }
  return {field.re * intensity, field.im * intensity};
}

template <std::size_t rows>
void columns_kerr_of(const RecordGeometry& geometry, double* matrix, const KerrPass& pass) {
  LaneComplex x[rows];
  for (std::size_t index = 0; index < geometry.columns / width; ++index) {
    const ColumnBlock columns(geometry, matrix, index);
    columns.load(x);
    transform_inverse<rows, double>(x, geometry.column_roots);
    record<rows>(x, pass.tape, index, columns.stride);
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = after_kerr(x[i], power<double>(x[i]), pass);
    }
    transform_forward<rows, double>(x, geometry.column_roots);
    columns.store(x);
  }
}

// Two blocks of columns of real numbers are transformed as one of complex numbers. Twice the spectrum of each: Z(k) and
// the conjugate of Z(-k) added, and subtracted and divided by i.
template <std::size_t rows>
FIBERLOOM_INLINE void store_halves(const RecordGeometry& geometry, const LaneComplex (&z)[rows],
                                   double* first) {
  const std::size_t stride = 2 * geometry.columns;
  for (std::size_t k = 0; k <= rows / 2; ++k) {
    const LaneComplex a = z[geometry.places[k]];
    const LaneComplex b = z[geometry.places[k == 0 ? 0 : rows - k]];
    store_split<double>(first + k * stride, {a.re + b.re, a.im - b.im});
    store_split<double>(first + k * stride + block, {a.im + b.im, b.re - a.re});
  }
}

// The way back; without the factor two.
template <std::size_t rows>
FIBERLOOM_INLINE void load_halves(const RecordGeometry& geometry, const double* first,
                                  LaneComplex (&z)[rows]) {
  const std::size_t stride = 2 * geometry.columns;
  z[geometry.places[0]] = {load(first), load(first + block)};
  const double* middle = first + rows / 2 * stride;
  z[geometry.places[rows / 2]] = {load(middle), load(middle + block)};
  for (std::size_t k = 1; k < rows / 2; ++k) {
    const LaneComplex a = load_split<double>(first + k * stride);
    const LaneComplex b = load_split<double>(first + k * stride + block);
    z[geometry.places[k]] = {a.re - b.im, a.im + b.re};
    z[geometry.places[rows - k]] = {a.re + b.im, b.re - a.im};
  }
}

template <std::size_t rows>
void columns_to_intensity_of(const RecordGeometry& geometry, double* matrix, double* half,
                             double* tape) {
  LaneComplex x[rows];
  LaneComplex z[rows];
  for (std::size_t index = 0; index < geometry.columns / width; index += 2) {
    const ColumnBlock first(geometry, matrix, index);
    first.load(x);
    transform_inverse<rows, double>(x, geometry.column_roots);
    first.store(x);
    record<rows>(x, tape, index, first.stride);
    for (std::size_t i = 0; i < rows; ++i) {
      z[i].re = power<double>(x[i]);
    }
    const ColumnBlock second(geometry, matrix, index + 1);
    second.load(x);
    transform_inverse<rows, double>(x, geometry.column_roots);
    second.store(x);
    record<rows>(x, tape, index + 1, first.stride);
    for (std::size_t i = 0; i < rows; ++i) {
      z[i].im = power<double>(x[i]);
    }
    transform_forward<rows, double>(z, geometry.column_roots);
    store_halves<rows>(geometry, z, half + index * block);
  }
}

template <std::size_t rows>
void columns_from_intensity_of(const RecordGeometry& geometry, const double* half, double* matrix,
                               const KerrPass& pass) {
  LaneComplex x[rows];
  LaneComplex z[rows];
  for (std::size_t index = 0; index < geometry.columns / width; index += 2) {
    load_halves<rows>(geometry, half + index * block, z);
    transform_inverse<rows, double>(z, geometry.column_roots);
    const ColumnBlock first(geometry, matrix, index);
    first.load(x);
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = after_kerr(x[i], z[i].re, pass);
    }
    transform_forward<rows, double>(x, geometry.column_roots);
    first.store(x);
    const ColumnBlock second(geometry, matrix, index + 1);
    second.load(x);
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = after_kerr(x[i], z[i].im, pass);
    }
    transform_forward<rows, double>(x, geometry.column_roots);
    second.store(x);
  }
}

template <std::size_t rows>
void real_columns_forward_of(const RecordGeometry& geometry, const double* record, double* half) {
  LaneComplex z[rows];
  for (std::size_t index = 0; index < geometry.columns / width; index += 2) {
    for (std::size_t i = 0; i < rows; ++i) {
      z[i] = load_split<double>(record + i * geometry.columns + index * width);
    }
    transform_forward<rows, double>(z, geometry.column_roots);
    store_halves<rows>(geometry, z, half + index * block);
  }
}

template <std::size_t rows>
void real_columns_inverse_of(const RecordGeometry& geometry, const double* half, double* record) {
  LaneComplex z[rows];
  for (std::size_t index = 0; index < geometry.columns / width; index += 2) {
    load_halves<rows>(geometry, half + index * block, z);
    transform_inverse<rows, double>(z, geometry.column_roots);
    for (std::size_t i = 0; i < rows; ++i) {
      store_split<double>(record + i * geometry.columns + index * width, z[i]);
    }
  }
}

// ---- from numbers of the run to constants of the compiler

template <class Call>
FIBERLOOM_INLINE void with_record_length(std::size_t length, Call call) {
  switch (length) {
    case 16:
      return call(std::integral_constant<std::size_t, 16>{});
    case 32:
      return call(std::integral_constant<std::size_t, 32>{});
    case 64:
      return call(std::integral_constant<std::size_t, 64>{});
    case 128:
      return call(std::integral_constant<std::size_t, 128>{});
    case 256:
      return call(std::integral_constant<std::size_t, 256>{});
    case 512:
      return call(std::integral_constant<std::size_t, 512>{});
    default:
      return;
  }
}

inline void rows_inverse(const RecordGeometry& geometry, const double* spectrum, double* matrix) {
  with_record_length(geometry.columns,
                     [&](auto length) { rows_inverse_of<length()>(geometry, spectrum, matrix); });
}

inline void rows_forward(const RecordGeometry& geometry, const double* matrix, double* spectrum) {
  with_record_length(geometry.columns, [&](auto length) {
    rows_forward_of<length()>(geometry, matrix, spectrum, Unchanged{});
  });
}

inline void rows_forward_gain(const RecordGeometry& geometry, const double* matrix,
                              const double* gain, double* spectrum) {
  with_record_length(geometry.columns, [&](auto length) {
    rows_forward_of<length()>(geometry, matrix, spectrum, ImaginaryGain{gain});
  });
}

inline void rows_filter(const RecordGeometry& geometry, double* half, const double* response,
                        double sign) {
  with_record_length(geometry.columns, [&](auto length) {
    rows_filter_of<length()>(geometry, half, response, sign);
  });
}

inline void columns_inverse(const RecordGeometry& geometry, double* matrix) {
  with_record_length(geometry.rows,
                     [&](auto length) { columns_inverse_of<length()>(geometry, matrix); });
}

inline void columns_forward(const RecordGeometry& geometry, double* field) {
  with_record_length(geometry.rows,
                     [&](auto length) { columns_forward_of<length()>(geometry, field); });
}

inline void columns_kerr(const RecordGeometry& geometry, double* matrix, const KerrPass& pass) {
  with_record_length(geometry.rows,
                     [&](auto length) { columns_kerr_of<length()>(geometry, matrix, pass); });
}

inline void columns_to_intensity(const RecordGeometry& geometry, double* matrix, double* half,
                                 double* tape) {
  with_record_length(geometry.rows, [&](auto length) {
    columns_to_intensity_of<length()>(geometry, matrix, half, tape);
  });
}

inline void real_columns_forward(const RecordGeometry& geometry, const double* record,
                                 double* half) {
  with_record_length(geometry.rows, [&](auto length) {
    real_columns_forward_of<length()>(geometry, record, half);
  });
}

inline void real_columns_inverse(const RecordGeometry& geometry, const double* half,
                                 double* record) {
  with_record_length(geometry.rows, [&](auto length) {
    real_columns_inverse_of<length()>(geometry, half, record);
  });
}

inline void columns_from_intensity(const RecordGeometry& geometry, const double* half,
                                   double* matrix, const KerrPass& pass) {
  with_record_length(geometry.rows, [&](auto length) {
    columns_from_intensity_of<length()>(geometry, half, matrix, pass);
  });
}

constexpr RecordKernels make_record_kernels() {
  return {.lanes = width,
          .rows_inverse = rows_inverse,
          .rows_forward = rows_forward,
          .rows_forward_gain = rows_forward_gain,
          .columns_inverse = columns_inverse,
          .columns_forward = columns_forward,
          .columns_kerr = columns_kerr,
          .columns_to_intensity = columns_to_intensity,
          .real_columns_forward = real_columns_forward,
          .rows_filter = rows_filter,
          .real_columns_inverse = real_columns_inverse,
          .columns_from_intensity = columns_from_intensity};
}

}  // namespace
}  // namespace fiberloom::core
