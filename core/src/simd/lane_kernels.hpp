#pragma once

// Passes over a group of records, one record in each lane; kernel_table.hpp says how a group lies in memory.

#include "kernel_table.hpp"
#include "lane_transform.hpp"
#include "row_kernels.hpp"

namespace fiberloom::core {
namespace {

template <class Real>
constexpr std::size_t point = 2 * lanes<Real>;  // numbers of one point of a group

// ---- columns: inverse transforms, work on the fields, forward transforms

template <ColumnWork work, class Real>
struct ColumnWorker {
  const ColumnPass<Real>& pass;
  std::size_t columns;
  std::size_t column;
  Real* tape;  // of this column
  Vector<Real> gamma_slope{};

  // The field at row i of the column.
  FIBERLOOM_INLINE void operator()(Complexes<Real>& x, std::size_t i) {
    if constexpr (work != ColumnWork::none) {
      const std::size_t n = i * columns + column;
      const Vector<Real> potential =
          pass.potential == nullptr ? Vector<Real>{} : splat<Real>(pass.potential[n]);
      if constexpr (work == ColumnWork::rotate_back) {
        const RotatedBack<Real> back =
            rotated_back<Real>(load_split<Real>(tape + i * point<Real>), x, pass.gamma, potential);
        x = back.cotangent;
        gamma_slope += back.gamma_slope;
        if (pass.potential_slope != nullptr) {
          pass.potential_slope[n] += sum_of_lanes<Real>(back.potential_slope);
        }
      } else {
        if constexpr (work == ColumnWork::record_rotate) {
          store_split<Real>(tape + i * point<Real>, x);
        }
        x = rotated<Real>(x, pass.gamma, potential);
      }
    }
  }
};

/// One column on its way from and to the memory of the group.
template <std::size_t rows, class Real>
struct Column {
  // Blocks that the outermost stage joins: short enough to stay in registers while they are loaded or stored.
  static constexpr std::size_t block = rows <= 8 ? rows : rows / 4;

  const LaneGeometry<Real>& geometry;
  Real* top;
  const Real* twiddles;
  std::size_t stride;

  FIBERLOOM_INLINE const Real* inner_roots() const {
    return geometry.column_roots + (rows <= 8 ? 0 : 6 * (rows / 4));
  }
  FIBERLOOM_INLINE void load_fields(Complexes<Real>* x) const {
    for (std::size_t i = 0; i < rows; ++i) {
      x[i] = load_split<Real>(top + i * stride);
    }
  }
  FIBERLOOM_INLINE void load_spectra(Complexes<Real>* x) const {
    for (std::size_t begin = 0; begin < rows; begin += block) {
      Complexes<Real> part[block];
      for (std::size_t i = 0; i < block; ++i) {
        part[i] = product_with_conjugate<Real>(load_split<Real>(top + (begin + i) * stride),
                                               root_at(twiddles + 2 * (begin + i)));
      }
      transform_inverse<block, Real>(part, inner_roots());
      for (std::size_t i = 0; i < block; ++i) {
        x[begin + i] = part[i];
      }
    }
  }
  FIBERLOOM_INLINE void store_fields(const Complexes<Real>* x) const {
    for (std::size_t i = 0; i < rows; ++i) {
      store_split<Real>(top + i * stride, x[i]);
    }
  }
  FIBERLOOM_INLINE void store_spectra(const Complexes<Real>* x) const {
    for (std::size_t begin = 0; begin < rows; begin += block) {
      Complexes<Real> part[block];
      for (std::size_t i = 0; i < block; ++i) {
        part[i] = x[begin + i];
      }
      transform_forward<block, Real>(part, inner_roots());
      for (std::size_t i = 0; i < block; ++i) {
        store_split<Real>(top + (begin + i) * stride,
                          product<Real>(part[i], root_at(twiddles + 2 * (begin + i))));
      }
    }
  }
};

// The outermost stages and the work between them, on the four points of a butterfly at a time.
template <std::size_t rows, ColumnWork work, class Real>
FIBERLOOM_INLINE void work_on_column(Complexes<Real>* x, const ColumnPass<Real>& pass,
                                     const Real* roots, ColumnWorker<work, Real>& worker) {
  if constexpr (rows <= 8) {
    for (std::size_t i = 0; i < rows; ++i) {
      worker(x[i], i);
    }
  } else {
    constexpr std::size_t quarter = rows / 4;
    for (std::size_t n = 0; n < quarter; ++n) {
      if (pass.begins_inverse) {
        inverse_stage<rows, Real>(x, n, roots);
      }
      for (std::size_t q = 0; q < 4; ++q) {
        worker(x[n + q * quarter], n + q * quarter);
      }
      if (pass.ends_forward) {
        forward_stage<rows, Real>(x, n, roots);
      }
    }
  }
}

template <std::size_t rows, ColumnWork work, class Real>
void pass_columns_of(const LaneGeometry<Real>& geometry, Real* group,
                     const ColumnPass<Real>& pass) {
  Complexes<Real> x[rows];
  LaneSums<Real> gamma_slopes;
  for (std::size_t j = 0; j < geometry.columns; ++j) {
    const Column<rows, Real> column{.geometry = geometry,
                                    .top = group + j * point<Real>,
                                    .twiddles = geometry.column_twiddles + 2 * j * rows,
                                    .stride = (geometry.columns + 1) * point<Real>};
    ColumnWorker<work, Real> worker{.pass = pass,
                                    .columns = geometry.columns,
                                    .column = j,
                                    .tape = pass.tape + j * rows * point<Real>};
    pass.begins_inverse ? column.load_spectra(x) : column.load_fields(x);
    work_on_column<rows, work, Real>(x, pass, geometry.column_roots, worker);
    pass.ends_forward ? column.store_spectra(x) : column.store_fields(x);
    gamma_slopes.add(worker.gamma_slope);
  }
  if (pass.gamma_slope != nullptr) {
    *pass.gamma_slope += gamma_slopes.total();
  }
}

// ---- rows: forward transforms, work on the spectra, inverse transforms

/// Multiplies a leaf of the spectrum, and copies it to the tape when there is one.
template <std::size_t columns, class Real>
struct Filter {
  const RowPass<Real>& pass;
  std::size_t begin;  // of this row in the spectrum

  template <std::size_t length>
  FIBERLOOM_INLINE void operator()(Complexes<Real> (&leaf)[length], std::size_t offset) const {
    for (std::size_t n = 0; n < length; ++n) {
      const std::size_t p = begin + offset + n;
      leaf[n] = product<Real>(leaf[n], root_at(pass.transfer + 2 * p));
      if (pass.tape != nullptr) {
        store_split<Real>(pass.tape + p * point<Real>, leaf[n]);
      }
    }
  }
};

/// Pulls a leaf of a cotangent's spectrum back through the filter.
template <std::size_t columns, class Real>
struct FilterBack {
  const RowPass<Real>& pass;
  std::size_t begin;
  Vector<Real>* slopes;  // one for each term

  template <std::size_t length>
  FIBERLOOM_INLINE void operator()(Complexes<Real> (&leaf)[length], std::size_t offset) const {
    const std::size_t first = begin + offset;
    if (pass.num_terms > 0) {
      add_slopes(leaf, first);
    }
    for (std::size_t n = 0; n < length; ++n) {
      leaf[n] = product_with_conjugate<Real>(leaf[n], root_at(pass.transfer + 2 * (first + n)));
    }
  }

  // Real or imaginary part of spectrum * conj(cotangent), weighted and summed.
  template <std::size_t length>
  FIBERLOOM_INLINE void add_slopes(const Complexes<Real> (&leaf)[length], std::size_t first) const {
    Complexes<Real> overlap[length];
    for (std::size_t n = 0; n < length; ++n) {
      overlap[n] = product_with_conjugate<Real>(
          load_split<Real>(pass.tape + (first + n) * point<Real>), leaf[n]);
    }
    for (std::size_t t = 0; t < pass.num_terms; ++t) {
      const Real* weights = pass.terms[t].weights + first;
      Vector<Real> sum = slopes[t];
      if (pass.terms[t].is_imaginary) {
        for (std::size_t n = 0; n < length; ++n) {
          sum += weights[n] * overlap[n].im;
        }
      } else {
        for (std::size_t n = 0; n < length; ++n) {
          sum += weights[n] * overlap[n].re;
        }
      }
      slopes[t] = sum;
    }
  }
};

// A row of a group is an array of complex vectors as it lies there.
template <std::size_t columns, class Real>
FIBERLOOM_INLINE Complexes<Real>* row_of(Real* group, std::size_t row) {
  return reinterpret_cast<Complexes<Real>*>(group + row * (columns + 1) * point<Real>);
}

template <std::size_t columns, class Real>
void pass_rows_of(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  for (std::size_t row = 0; row < geometry.rows; ++row) {
    const Filter<columns, Real> filter{.pass = pass, .begin = row * columns};
    through_spectrum<columns, Real>(row_of<columns>(group, row), geometry.row_roots, 0, filter);
  }
}

template <std::size_t columns, class Real>
void pass_rows_back_of(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass) {
  LaneSums<Real> sums[most_terms];
  for (std::size_t row = 0; row < geometry.rows; ++row) {
    Vector<Real> slopes[most_terms] = {};
    const FilterBack<columns, Real> filter{.pass = pass, .begin = row * columns, .slopes = slopes};
    through_spectrum<columns, Real>(row_of<columns>(group, row), geometry.row_roots, 0, filter);
    for (std::size_t t = 0; t < pass.num_terms; ++t) {
      sums[t].add(slopes[t]);
    }
  }
  for (std::size_t t = 0; t < pass.num_terms; ++t) {
    *pass.terms[t].slope += sums[t].total();
  }
}

// ---- from numbers of the run to constants of the compiler

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

template <ColumnWork work, class Real>
void pass_columns_with(const LaneGeometry<Real>& geometry, Real* group,
                       const ColumnPass<Real>& pass) {
  with_length(geometry.rows,
              [&](auto length) { pass_columns_of<length(), work, Real>(geometry, group, pass); });
}

template <class Real>
void pass_columns(const LaneGeometry<Real>& geometry, Real* group, const ColumnPass<Real>& pass) {
  switch (pass.work) {
    case ColumnWork::none:
      return pass_columns_with<ColumnWork::none>(geometry, group, pass);
    case ColumnWork::rotate:
      return pass_columns_with<ColumnWork::rotate>(geometry, group, pass);
    case ColumnWork::record_rotate:
      return pass_columns_with<ColumnWork::record_rotate>(geometry, group, pass);
    case ColumnWork::rotate_back:
      return pass_columns_with<ColumnWork::rotate_back>(geometry, group, pass);
  }
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
          .filter_row_back = filter_row_back<Real>,
          .rotate_row = rotate_row<Real>,
          .rotate_row_back = rotate_row_back<Real>,
          .pass_columns = pass_columns<Real>,
          .pass_rows = pass_rows<Real>,
          .pass_rows_back = pass_rows_back<Real>};
}

}  // namespace
}  // namespace fiberloom::core
