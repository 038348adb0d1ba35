#pragma once

#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cascade.hpp"
#include "simd/kernel_table.hpp"

namespace fiberloom::core {

/// The symbols of a cascade's spectral operators as the kernels want them: one real number a bin, in a given order.
template <class Real>
class TermWeights {
 public:
  /// `bins` names the FFT bin of every place in the spectrum.
  TermWeights(const Cascade<Real>& cascade, std::span<const std::size_t> bins);

  /// Appends what a kernel needs to add the slopes of a step's numbers to `gradient`.
  void append_terms(const SpectralStep<Real>& step, LayerParameters& gradient,
                    std::vector<KernelTerm<Real>>& terms) const;

 private:
  struct Weights {
    AlignedVector<Real> values;
    bool is_imaginary = false;
  };
  std::map<std::string, Weights, std::less<>> weights_;
};

extern template class TermWeights<double>;
extern template class TermWeights<float>;

}  // namespace fiberloom::core
