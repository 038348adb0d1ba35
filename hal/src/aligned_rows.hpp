#pragma once

#include <algorithm>
#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <span>

namespace fiberloom::hal {

/// Calls work(index, row) for each row in turn, on the 64-byte boundary that transforms want: rows of a batch have it only
/// for some lengths.
template <class Work>
void for_each_row(core::FieldBatch<double>& batch, const Work& work) {
  core::AlignedVector<std::complex<double>> row(batch.samples());
  for (std::size_t i = 0; i < batch.batch(); ++i) {
    std::ranges::copy(batch.row(i), row.begin());
    work(i, std::span<std::complex<double>>(row));
    std::ranges::copy(row, batch.row(i).begin());
  }
}

}  // namespace fiberloom::hal
