#pragma once

// Point-wise work on one record, a row of (re, im) pairs. Rows begin on a 64-byte boundary; what does not fill a vector
// at the end of a row goes through a padded copy.

#include "kernel_table.hpp"
#include "vector.hpp"

namespace fiberloom::core {
namespace {

/// The last points of a row, padded with zeros to one vector.
template <class Real>
struct Tail {
  alignas(64) Real pairs[2 * lanes<Real>] = {};

  Tail(const Real* row, std::size_t begin, std::size_t end) {
    for (std::size_t j = 2 * begin; j < 2 * end; ++j) {
      pairs[j - 2 * begin] = row[j];
    }
  }
  void write_back(Real* row, std::size_t begin, std::size_t end) const {
    for (std::size_t j = 2 * begin; j < 2 * end; ++j) {
      row[j] = pairs[j - 2 * begin];
    }
  }
};

template <class Real>
FIBERLOOM_INLINE Vector<Real> potential_at(const Real* potential, std::size_t begin,
                                           std::size_t size) {
  alignas(64) Real values[lanes<Real>] = {};
  if (potential != nullptr) {
    for (std::size_t j = begin; j < size && j < begin + lanes<Real>; ++j) {
      values[j - begin] = potential[j];
    }
  }
  return load(values);
}

template <class Real>
void multiply_row(const Real* factors, Real* row, std::size_t size) {
  const std::size_t whole = size - size % lanes<Real>;
  for (std::size_t j = 0; j < whole; j += lanes<Real>) {
    store_pairs<Real>(row + 2 * j,
                      product<Real>(load_pairs(row + 2 * j), load_pairs(factors + 2 * j)));
  }
  if (whole < size) {
    Tail<Real> tail(row, whole, size);
    const Tail<Real> factor(factors, whole, size);
    store_pairs<Real>(tail.pairs, product<Real>(load_pairs(tail.pairs), load_pairs(factor.pairs)));
    tail.write_back(row, whole, size);
  }
}

/// The rows of filter_row_back from one place on.
template <class Real>
struct FilteredRows {
  const Real* transfer;
  const Real* spectrum;
  Real* cotangent;
};

/// One vector of filter_row_back: the cotangent in front of the filter, and the slopes that this vector adds.
template <class Real>
FIBERLOOM_INLINE void filter_back(const FilteredRows<Real>& rows, const KernelTerm<Real>* terms,
                                  std::size_t num_terms, std::size_t first, Vector<Real>* slopes) {
  const Complexes<Real> behind = load_pairs(rows.cotangent);
  const Complexes<Real> overlap = product_with_conjugate<Real>(load_pairs(rows.spectrum), behind);
  for (std::size_t t = 0; t < num_terms; ++t) {
    const Vector<Real> weights = load(terms[t].weights + first);
    slopes[t] += weights * (terms[t].is_imaginary ? overlap.im : overlap.re);
  }
  store_pairs<Real>(rows.cotangent,
                    product_with_conjugate<Real>(behind, load_pairs(rows.transfer)));
}

template <class Real>
void filter_row_back(const Real* transfer, const Real* spectrum, Real* cotangent,
                     const KernelTerm<Real>* terms, std::size_t num_terms, std::size_t size) {
  constexpr std::size_t vectors_per_sum = 16;
  LaneSums<Real> sums[most_terms];
  const std::size_t whole = size - size % lanes<Real>;
  for (std::size_t begin = 0; begin < whole;) {
    Vector<Real> slopes[most_terms] = {};
    for (std::size_t v = 0; v < vectors_per_sum && begin < whole; ++v, begin += lanes<Real>) {
      filter_back<Real>({transfer + 2 * begin, spectrum + 2 * begin, cotangent + 2 * begin}, terms,
                        num_terms, begin, slopes);
    }
    for (std::size_t t = 0; t < num_terms; ++t) {
      sums[t].add(slopes[t]);
    }
  }
  if (whole < size) {
    Vector<Real> slopes[most_terms] = {};
    const Tail<Real> factors(transfer, whole, size);
    const Tail<Real> spectra(spectrum, whole, size);
    Tail<Real> cotangents(cotangent, whole, size);
    filter_back<Real>({factors.pairs, spectra.pairs, cotangents.pairs}, terms, num_terms, whole,
                      slopes);
    cotangents.write_back(cotangent, whole, size);
    for (std::size_t t = 0; t < num_terms; ++t) {
      sums[t].add(slopes[t]);
    }
  }
  for (std::size_t t = 0; t < num_terms; ++t) {
    *terms[t].slope += sums[t].total();
  }
}

template <class Real>
FIBERLOOM_INLINE Complexes<Real> rotated(Complexes<Real> field, Real gamma,
                                         Vector<Real> potential) {
  return product<Real>(field, unit_phasor<Real>(gamma * power<Real>(field) - potential));
}

template <class Real>
void rotate_row(Real gamma, const Real* potential, Real* row, std::size_t size) {
  const std::size_t whole = size - size % lanes<Real>;
  for (std::size_t j = 0; j < whole; j += lanes<Real>) {
    store_pairs<Real>(row + 2 * j, rotated<Real>(load_pairs(row + 2 * j), gamma,
                                                 potential_at(potential, j, size)));
  }
  if (whole < size) {
    Tail<Real> tail(row, whole, size);
    store_pairs<Real>(tail.pairs, rotated<Real>(load_pairs(tail.pairs), gamma,
                                                potential_at(potential, whole, size)));
    tail.write_back(row, whole, size);
  }
}

/// What a rotation does to a cotangent, and the slopes that go with it.
template <class Real>
struct RotatedBack {
  Complexes<Real> cotangent;
  Vector<Real> gamma_slope;
  Vector<Real> potential_slope;
};

// With h = g exp(-i phi) and s = Im(h conj(E)): g_in = h + 2 gamma s E, dL/dgamma = sum s |E|^2, dL/dV = -s.
template <class Real>
FIBERLOOM_INLINE RotatedBack<Real> rotated_back(Complexes<Real> field, Complexes<Real> cotangent,
                                                Real gamma, Vector<Real> potential) {
  const Vector<Real> intensity = power<Real>(field);
  const Complexes<Real> turned =
      product_with_conjugate<Real>(cotangent, unit_phasor<Real>(gamma * intensity - potential));
  const Vector<Real> slope = turned.im * field.re - turned.re * field.im;
  const Vector<Real> change = Real(2) * gamma * slope;
  return {.cotangent = {turned.re + change * field.re, turned.im + change * field.im},
          .gamma_slope = slope * intensity,
          .potential_slope = -slope};
}

template <class Real>
void add_potential_slope(Vector<Real> slope, double* sums, std::size_t begin, std::size_t size) {
  for (std::size_t v = 0; v < lanes<Real> && begin + v < size; ++v) {
    sums[begin + v] += static_cast<double>(slope[v]);
  }
}

/// Pulls `cotangent` back through rotate_row at `field`; returns dL/dgamma and adds dL/dV unless it is null.
template <class Real>
double rotate_row_back(Real gamma, const Real* potential, const Real* field, Real* cotangent,
                       double* potential_slope, std::size_t size) {
  double gamma_slope = 0.0;
  const auto pull = [&](const Real* fields, Real* cotangents, std::size_t j) {
    const RotatedBack<Real> back = rotated_back<Real>(load_pairs(fields), load_pairs(cotangents),
                                                      gamma, potential_at(potential, j, size));
    store_pairs<Real>(cotangents, back.cotangent);
    gamma_slope += sum_of_lanes<Real>(back.gamma_slope);
    if (potential_slope != nullptr) {
      add_potential_slope<Real>(back.potential_slope, potential_slope, j, size);
    }
  };
  const std::size_t whole = size - size % lanes<Real>;
  for (std::size_t j = 0; j < whole; j += lanes<Real>) {
    pull(field + 2 * j, cotangent + 2 * j, j);
  }
  if (whole < size) {
    const Tail<Real> fields(field, whole, size);
    Tail<Real> cotangents(cotangent, whole, size);
    pull(fields.pairs, cotangents.pairs, whole);
    cotangents.write_back(cotangent, whole, size);
  }
  return gamma_slope;
}

}  // namespace
}  // namespace fiberloom::core
