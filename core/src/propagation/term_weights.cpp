#include "term_weights.hpp"

#include <algorithm>

namespace fiberloom::core {
namespace {

constexpr std::size_t widest_vector = 16;  // numbers

}  // namespace

// dL/dvalue = sum Re(symbol) Re(overlap) - Im(symbol) Im(overlap), and one of the two parts is zero for all bins.
template <class Real>
TermWeights<Real>::TermWeights(const Cascade<Real>& cascade, std::span<const std::size_t> bins) {
  for (const Step<Real>& step : cascade.steps()) {
    const auto* spectral = std::get_if<SpectralStep<Real>>(&step);
    for (std::size_t t = 0; spectral != nullptr && t < spectral->terms.size(); ++t) {
      const SpectralTerm& term = spectral->terms[t];
      Weights& weights = weights_[std::string(term.name)];
      if (!weights.values.empty()) {
        continue;
      }
      weights.is_imaginary = std::ranges::any_of(
          term.symbols, [](std::complex<double> symbol) { return symbol.imag() != 0.0; });
      for (const std::size_t bin : bins) {
        const std::complex<double> symbol = term.symbols[bin];
        weights.values.push_back(
            static_cast<Real>(weights.is_imaginary ? -symbol.imag() : symbol.real()));
      }
      // The kernels read whole vectors.
      weights.values.resize((bins.size() + widest_vector - 1) / widest_vector * widest_vector);
    }
  }
}

template <class Real>
void TermWeights<Real>::append_terms(const SpectralStep<Real>& step, LayerParameters& gradient,
                                     std::vector<KernelTerm<Real>>& terms) const {
  for (const SpectralTerm& term : step.terms) {
    const Weights& weights = weights_.find(term.name)->second;
    terms.push_back({.weights = weights.values.data(),
                     .is_imaginary = weights.is_imaginary,
                     .slope = &gradient.values(term.name)[step.layer]});
  }
}

template class TermWeights<double>;
template class TermWeights<float>;

}  // namespace fiberloom::core
