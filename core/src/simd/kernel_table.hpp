#pragma once

#include <cstddef>

namespace fiberloom::core {

/// How a transform of N = rows * columns points is cut: point n = row * columns + column. A forward transform is one of
/// length `rows` down each column, a twiddle factor, and one of length `columns` along each row.
///
/// In the memory of a group a point is `2 * lanes` numbers (all real parts, then all imaginary parts), a row of points
/// has `columns + 1` places: without the empty one, the points of a column would share one set of the cache.
template <class Real>
struct LaneGeometry {
  std::size_t rows = 0;
  std::size_t columns = 0;
  const Real* row_roots = nullptr;     ///< of the transform of length `columns`
  const Real* column_roots = nullptr;  ///< of the transform of length `rows`
  const Real* column_twiddles =
      nullptr;  ///< [columns][rows] pairs, exp(-2 pi i column k / N), k in digit-reversed order
};

/// What is done with the points of each column between its inverse and its forward transform.
enum class ColumnWork {
  none,
  rotate,         ///< E <- E exp(i gamma |E|^2 - i V)
  record_rotate,  ///< the same, the field before it copied to the tape
  rotate_back,    ///< a cotangent pulled back through the rotation of the field on the tape
};

template <class Real>
struct ColumnPass {
  bool begins_inverse = false;  ///< the columns come as spectra
  bool ends_forward = false;    ///< and leave as spectra
  ColumnWork work = ColumnWork::none;
  Real gamma = 0;
  const Real* potential = nullptr;  ///< [N], or null
  Real* tape = nullptr;
  double* gamma_slope = nullptr;      ///< added to
  double* potential_slope = nullptr;  ///< [N] added to, or null
};

/// One trained number of a spectral step: dL/dvalue = sum over points of weight times the overlap's part.
template <class Real>
struct KernelTerm {
  const Real* weights = nullptr;  ///< [N], in the order of the spectrum, padded to whole vectors
  bool is_imaginary = false;
  double* slope = nullptr;  ///< added to
};

/// More trained numbers than this no spectral step has.
inline constexpr std::size_t most_terms = 16;

template <class Real>
struct RowPass {
  const Real* transfer = nullptr;  ///< [N] pairs, in the order of a group's spectrum
  Real* tape = nullptr;  ///< forward: the spectrum is copied there, unless null; backward: read
  const KernelTerm<Real>* terms = nullptr;  ///< backward only
  std::size_t num_terms = 0;
};

/// The point-wise and batch kernels, compiled for one kind of processor.
template <class Real>
struct Kernels {
  const char* name;
  std::size_t lanes;  ///< records in a group

  void (*multiply_row)(const Real* factors, Real* row, std::size_t size);
  /// Pulls the spectrum of a cotangent back through a filter, given the spectrum behind it on the way forward.
  void (*filter_row_back)(const Real* transfer, const Real* spectrum, Real* cotangent,
                          const KernelTerm<Real>* terms, std::size_t num_terms, std::size_t size);
  void (*rotate_row)(Real gamma, const Real* potential, Real* row, std::size_t size);
  double (*rotate_row_back)(Real gamma, const Real* potential, const Real* field, Real* cotangent,
                            double* potential_slope, std::size_t size);
  void (*pass_columns)(const LaneGeometry<Real>& geometry, Real* group,
                       const ColumnPass<Real>& pass);
  void (*pass_rows)(const LaneGeometry<Real>& geometry, Real* group, const RowPass<Real>& pass);
  void (*pass_rows_back)(const LaneGeometry<Real>& geometry, Real* group,
                         const RowPass<Real>& pass);
};

/// The kernels for the widest vectors that this processor has.
template <class Real>
const Kernels<Real>& kernels();

template <>
const Kernels<float>& kernels<float>();
template <>
const Kernels<double>& kernels<double>();

}  // namespace fiberloom::core
