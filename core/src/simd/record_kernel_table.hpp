#pragma once

#include <cstddef>

namespace fiberloom::core {

/// How a transform of ONE long record of N = rows * columns points is cut: point n = row * columns + column. Forward: a
/// transform of length `rows` down the columns, neighbouring columns in the lanes of a vector; twiddle factors; one of
/// length `columns` along the rows, neighbouring rows in the lanes. The inverse is the mirror of that.
///
/// Nothing is ever put back into natural order. A spectrum is [rows/lanes][columns][lanes] complex numbers, rows and
/// columns in the order in which the short transforms leave them. A half spectrum, of a real record, has the
/// frequencies 0..rows/2 of the columns alone, in natural order, as one more group of rows: those above them are their
/// conjugates, column by column.
///
/// A matrix is what lies between the two passes: rows of N/rows places, each block of `lanes` places all real parts and
/// then all imaginary parts.
struct RecordGeometry {
  std::size_t rows = 0;
  std::size_t columns = 0;
  const double* row_roots = nullptr;     ///< of the transform of length `columns`
  const double* column_roots = nullptr;  ///< of the transform of length `rows`
  const double* twiddles =
      nullptr;  ///< exp(-2 pi i column k / N), in the order of a spectrum's rows
  const double* half_twiddles = nullptr;  ///< in the order of a half spectrum's rows
  const std::size_t* places = nullptr;    ///< where the transform down a column leaves a frequency
};

/// What the Kerr effect does with a field A, given the intensity Q that it feels.
struct KerrPass {
  bool rotates = false;          ///< A exp(i phase Q) instead of A Q
  double phase_per_watt = 0.0;   ///< of a rotation
  double* tape = nullptr;        ///< the field before it is copied there, unless null
  double* power_sums = nullptr;  ///< columns_kerr: gets the sums of |A|^2 and of |A|^4, unless null
};

/// The passes of one record's transform, compiled for one kind of processor. Fields are (re, im) pairs in natural order,
/// spectra are pairs in the order above.
struct RecordKernels {
  std::size_t lanes;

  void (*rows_inverse)(const RecordGeometry&, const double* spectrum, double* matrix);
  void (*rows_forward)(const RecordGeometry&, const double* matrix, double* spectrum);
  /// The spectrum is multiplied by i gain, [N] in its order.
  void (*rows_forward_gain)(const RecordGeometry&, const double* matrix, const double* gain,
                            double* spectrum);

  /// In place: a field takes as much room as a matrix.
  void (*columns_inverse)(const RecordGeometry&, double* matrix);
  void (*columns_forward)(const RecordGeometry&, double* field);

  /// Down the columns to the field, its own intensity, and up again.
  void (*columns_kerr)(const RecordGeometry&, double* matrix, const KerrPass&);

  /// The matrix of a spectrum becomes one of fields, whose intensities go to a half matrix.
  void (*columns_to_intensity)(const RecordGeometry&, double* matrix, double* half, double* tape);
  void (*real_columns_forward)(const RecordGeometry&, const double* record, double* half);
  /// Along the rows of a half matrix, times a response (its imaginary part times `sign`), and back.
  void (*rows_filter)(const RecordGeometry&, double* half, const double* response, double sign);
  void (*real_columns_inverse)(const RecordGeometry&, const double* half, double* record);
  /// The matrix of fields feels the intensities of the half matrix and becomes one of a spectrum.
  void (*columns_from_intensity)(const RecordGeometry&, const double* half, double* matrix,
                                 const KerrPass&);
};

/// The passes for the widest vectors that this processor has.
const RecordKernels& record_kernels();

}  // namespace fiberloom::core
