#pragma once

// Passes over a group of records, one record in each lane; kernel_table.hpp says how a group lies in memory.

#include "kernel_table.hpp"
#include "lane_transform.hpp"
#include "row_kernels.hpp"

namespace fiberloom::core {
namespace {

template <class Real>
constexpr std::size_t point = 2 * lanes<Real>;  // numbers of one point of a group

template <class Real>
void work_on_column(Complexes<Real>* x, std::size_t rows, std::size_t column, std::size_t columns,
                    const ColumnPass<Real>& pass) {
  Real* tape = pass.tape + column * rows * point<Real>;
  Vector<Real> gamma_slope{};
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t n = i * columns + column;
    const Vector<Real> potential =
        pass.potential == nullptr ? Vector<Real>{} : splat(pass.potential[n]);
    if (pass.work == ColumnWork::rotate_back) {
      const RotatedBack<Real> back =
          rotated_back<Real>(load_split<Real>(tape + i * point<Real>), x[i], pass.gamma, potential);
      x[i] = back.cotangent;
      gamma_slope += back.gamma_slope;
      if (pass.potential_slope != nullptr) {
        pass.potential_slope[n] += sum_of_lanes<Real>(back.potential_slope);
      }
    } else {
      if (pass.work == ColumnWork::record_rotate) {
        store_split<Real>(tape + i * point<Real>, x[i]);
      }
      x[i] = rotated<Real>(x[i], pass.gamma, potential);
    }
  }
  if (pass.work == ColumnWork::rotate_back && pass.gamma_slope != nullptr) {
    *pass.gamma_slope += sum_of_lanes<Real>(gamma_slope);
  }
}

template <std::size_t rows, class Real>
void pass_columns_of(const LaneGeometry<Real>& geometry, Real* group,
                     const ColumnPass<Real>& pass) {
  const std::size_t stride = (geometry.columns + 1) * point<Real>;
  Complexes<Real> x[rows];
  for (std::size_t column = 0; column < geometry.columns; ++column) {
    Real* top = group + column * point<Real>;
    const Real* twiddles = geometry.column_twiddles + 2 * column * rows;
    if (pass.begins_inverse) {
      for (std::size_t i = 0; i < rows; ++i) {
        x[i] = product_with_conjugate<Real>(load_split<Real>(top + i * stride),
                                            root_at(twiddles + 2 * i));
      }
      transform_inverse<rows, Real>(x, geometry.column_roots);
    } else {
      for (std::size_t i = 0; i < rows; ++i) {
        x[i] = load_split<Real>(top + i * stride);
      }
    }
    if (pass.work != ColumnWork::none) {
      work_on_column<Real>(x, rows, column, geometry.columns, pass);
    }
    if (pass.ends_forward) {
      transform_forward<rows, Real>(x, geometry.column_roots);
      for (std::size_t i = 0; i < rows; ++i) {
        store_split<Real>(top + i * stride, product<Real>(x[i], root_at(twiddles + 2 * i)));
      }
    } else {
      for (std::size_t i = 0; i < rows; ++i) {
        store_split<Real>(top + i * stride, x[i]);
      }
    }
  }
}

template <std::size_t columns, class Real>
void load_row(Complexes<Real>* x, const Real* from) {
  for (std::size_t j = 0; j < columns; ++j) {
    x[j] = load_split<Real>(from + j * point<Real>);
  }
}

template <std::size_t columns, class Real>
void store_row(Real* to, const Complexes<Real>* x) {
  for (std::size_t j = 0; j < columns; ++j) {
    store_split<Real>(to + j * point<Real>, x[j]);
  }
}

template <std::size_t columns, class Real>
void pass_rows_of(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  Complexes<Real> x[columns];
  for (std::size_t row = 0; row < geometry.rows; ++row) {
    Real* begin = group + row * (columns + 1) * point<Real>;
    const Real* transfer = pass.transfer + 2 * row * columns;
    load_row<columns, Real>(x, begin);
    transform_forward<columns, Real>(x, geometry.row_roots);
    for (std::size_t j = 0; j < columns; ++j) {
      x[j] = product<Real>(x[j], root_at(transfer + 2 * j));
    }
    if (pass.tape != nullptr) {
      store_row<columns, Real>(pass.tape + row * columns * point<Real>, x);
    }
    transform_inverse<columns, Real>(x, geometry.row_roots);
    store_row<columns, Real>(begin, x);
  }
}

// Real and imaginary part of spectrum * conj(cotangent), weighted and summed over one row.
template <std::size_t columns, class Real>
void add_slopes(const Complexes<Real>* cotangent, const Real* tape, const RowPass<Real>& pass,
                std::size_t row) {
  Complexes<Real> overlap[columns];
  for (std::size_t j = 0; j < columns; ++j) {
    overlap[j] =
        product_with_conjugate<Real>(load_split<Real>(tape + j * point<Real>), cotangent[j]);
  }
  for (std::size_t t = 0; t < pass.num_terms; ++t) {
    const LaneTerm<Real>& term = pass.terms[t];
    const Real* weights = term.weights + row * columns;
    Vector<Real> sum{};
    for (std::size_t j = 0; j < columns; ++j) {
      sum += weights[j] * (term.is_imaginary ? overlap[j].im : overlap[j].re);
    }
    *term.slope += sum_of_lanes<Real>(sum);
  }
}

template <std::size_t columns, class Real>
void pass_rows_back_of(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  Complexes<Real> x[columns];
  for (std::size_t row = 0; row < geometry.rows; ++row) {
    Real* begin = group + row * (columns + 1) * point<Real>;
    const Real* transfer = pass.transfer + 2 * row * columns;
    load_row<columns, Real>(x, begin);
    transform_forward<columns, Real>(x, geometry.row_roots);
    if (pass.num_terms > 0) {
      add_slopes<columns, Real>(x, pass.tape + row * columns * point<Real>, pass, row);
    }
    for (std::size_t j = 0; j < columns; ++j) {
      x[j] = product_with_conjugate<Real>(x[j], root_at(transfer + 2 * j));
    }
    transform_inverse<columns, Real>(x, geometry.row_roots);
    store_row<columns, Real>(begin, x);
  }
}

// Calls `call` with the length as a compile-time constant.
template <class Call>
void with_length(std::size_t length, Call call) {
  switch (length) {
    case 4:
      return call(std::integral_constant<std::size_t, 4>{});
    case 8:
      return call(std::integral_constant<std::size_t, 8>{});
    case 16:
      return call(std::integral_constant<std::size_t, 16>{});
    case 32:
      return call(std::integral_constant<std::size_t, 32>{});
    case 64:
      return call(std::integral_constant<std::size_t, 64>{});
    case 128:
      return call(std::integral_constant<std::size_t, 128>{});
    default:
      return;
  }
}

template <class Real>
void pass_columns(const LaneGeometry<Real>& geometry, Real* group, const ColumnPass<Real>& pass) {
  with_length(geometry.rows,
              [&](auto length) { pass_columns_of<length(), Real>(geometry, group, pass); });
}

template <class Real>
void pass_rows(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  with_length(geometry.columns,
              [&](auto length) { pass_rows_of<length(), Real>(geometry, group, pass); });
}

template <class Real>
void pass_rows_back(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  with_length(geometry.columns,
              [&](auto length) { pass_rows_back_of<length(), Real>(geometry, group, pass); });
}

template <class Real>
constexpr Kernels<Real> make_kernels(const char* name) {
  return {.name = name,
          .lanes = lanes<Real>,
          .multiply_row = multiply_row<Real>,
          .rotate_row = rotate_row<Real>,
          .rotate_row_back = rotate_row_back<Real>,
          .pass_columns = pass_columns<Real>,
          .pass_rows = pass_rows<Real>,
          .pass_rows_back = pass_rows_back<Real>};
}

}  // namespace
}  // namespace fiberloom::core
