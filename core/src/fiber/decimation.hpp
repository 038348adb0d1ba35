#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>

namespace fiberloom::core {

/// Four quarters of a block, and the factors exp(-2 pi i n r/size) of three of them, r = 1, 2, 3. The length is even.
struct Quarters {
  std::complex<double>* block;
  const std::complex<double>* twiddles;
  std::size_t length;
};

/// Those factors for a block of `size` points.
[[nodiscard]] AlignedVector<std::complex<double>> twiddles_of(std::size_t size);

/// One decimation in frequency by four: the r-th quarter is left with the bins 4 k + r.
void split(const Quarters& quarters);

/// The transpose of split(): four quarters back into one block.
void join(const Quarters& quarters);

}  // namespace fiberloom::core
