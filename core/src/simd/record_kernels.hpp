#pragma once

// The passes over one long record for any length: from numbers of the run to constants of the compiler.

#include "record_columns.hpp"
#include "record_rows.hpp"

namespace fiberloom::core {
namespace {

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
