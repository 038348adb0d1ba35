#pragma once

// Passes down the columns of one long record, neighbouring columns in the lanes, and what the Kerr effect does between
// them; record_kernel_table.hpp says how it is cut.

#include "record_rows.hpp"

namespace fiberloom::core {
namespace {

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

// Adds up a block of columns of fields by powers of |A|^2.
template <std::size_t rows>
FIBERLOOM_INLINE void add_powers(const LaneComplex (&x)[rows], Lane (&sums)[2]) {
  for (std::size_t i = 0; i < rows; ++i) {
    const Lane intensity = power<double>(x[i]);
    sums[0] += intensity;
    sums[1] += intensity * intensity;
  }
}

template <std::size_t rows>
void columns_kerr_of(const RecordGeometry& geometry, double* matrix, const KerrPass& pass) {
  LaneComplex x[rows];
  Lane sums[2] = {};
  for (std::size_t index = 0; index < geometry.columns / width; ++index) {
    const ColumnBlock columns(geometry, matrix, index);
    columns.load(x);
    transform_inverse<rows, double>(x, geometry.column_roots);
    record<rows>(x, pass.tape, index, columns.stride);
    if (pass.power_sums != nullptr) {
      add_powers<rows>(x, sums);
    }
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = after_kerr(x[i], power<double>(x[i]), pass);
    }
    transform_forward<rows, double>(x, geometry.column_roots);
    columns.store(x);
  }
  if (pass.power_sums != nullptr) {
    pass.power_sums[0] = sum_of_lanes<double>(sums[0]);
    pass.power_sums[1] = sum_of_lanes<double>(sums[1]);
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

}  // namespace
}  // namespace fiberloom::core
