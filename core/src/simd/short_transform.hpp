#pragma once

#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>

namespace fiberloom::core {

/// The roots of unity of a transform of lane_transform.hpp, computed in double whatever the kernels compute in.
template <class Real>
AlignedVector<Real> short_transform_roots(std::size_t length);

extern template AlignedVector<double> short_transform_roots<double>(std::size_t);
extern template AlignedVector<float> short_transform_roots<float>(std::size_t);

/// Which frequency its forward transform leaves at a position: a radix-4 stage puts frequencies q modulo 4 into its
/// block q.
std::size_t frequency_at(std::size_t position, std::size_t length);

/// exp(-2 pi i turns) at the end of `roots`, as a pair.
template <class Real>
void append_root(AlignedVector<Real>& roots, double turns);

extern template void append_root<double>(AlignedVector<double>&, double);
extern template void append_root<float>(AlignedVector<float>&, double);

}  // namespace fiberloom::core
