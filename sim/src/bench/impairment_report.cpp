#include <cmath>
#include <complex>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/bench/impairment_report.hpp>
#include <span>

#include "assembled_bench.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

// What one bench makes of the request.
struct Answer {
  std::vector<core::AlignedVector<Complex>> fields;
  core::RealBatch<double> trace;
};

Answer answer_of(const ImpairmentStudy& study, const hal::BenchSpread& spread, std::uint64_t seed,
                 const hal::RunRequest& request) {
  const AssembledBench bench =
      assemble_bench(study.rig, study.path, study.catalog, {.spread = spread, .seed = seed});
  const hal::EmissionPermit permit = bench.instruments.rig->arm();
  Answer answer{.fields = {}, .trace = bench.instruments.rig->backend().run(request, permit).trace};
  const std::size_t samples = request.waveform.samples();
  for (std::size_t i = 0; i < request.waveform.batch(); ++i) {
    const auto shot = request.first_shot + static_cast<std::int64_t>(i * request.averages);
    const Light light = bench.physics->received(i, shot);
    const std::size_t points = light.field.size() / samples;
    core::AlignedVector<Complex> field(samples);
    for (std::size_t j = 0; j < samples; ++j) {
      field[j] = light.field[points * j];
    }
    answer.fields.push_back(std::move(field));
  }
  return answer;
}

// Energies and overlap of two rows, from which the best gain follows.
struct Overlap {
  double found = 0.0;
  double wanted = 0.0;
  Complex between{};

  void add(Complex here, Complex there) {
    found += std::norm(here);
    wanted += std::norm(there);
    between += here * std::conj(there);
  }
  // What is left of `found` once the best multiple of `wanted` is taken off.
  [[nodiscard]] double rest() const {
    return wanted > 0.0 ? std::max(0.0, found - std::norm(between) / wanted) : found;
  }
};

double field_error(const Answer& found, const Answer& ideal) {
  double rest = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < found.fields.size(); ++i) {
    Overlap frame;
    for (std::size_t j = 0; j < found.fields[i].size(); ++j) {
      frame.add(found.fields[i][j], ideal.fields[i][j]);
    }
    rest += frame.rest();
    total += frame.found;
  }
  return total > 0.0 ? rest / total : 1.0;
}

double trace_error(const Answer& found, const Answer& ideal) {
  Overlap traces;
  const auto here = found.trace.values();
  const auto there = ideal.trace.values();
  for (std::size_t j = 0; j < here.size(); ++j) {
    traces.add(here[j], there[j]);
  }
  return traces.found > 0.0 ? traces.rest() / traces.found : 1.0;
}

void add(BenchError& sum, const BenchError& error, double share) {
  sum.field_nmse += share * error.field_nmse;
  sum.trace_nmse += share * error.trace_nmse;
}

// Every bench that has to be looked at, and where its error is written down.
struct Variant {
  hal::BenchSpread spread;
  BenchError* error;
};

std::vector<Variant> variants_of(const ImpairmentStudy& study, ImpairmentReport& report) {
  for (const Impairment& each : impairments()) {
    report.rows.push_back(
        {.impairment = &each, .is_on = only(each, study.spread) != hal::ideal_bench()});
  }
  std::vector<Variant> variants{{study.spread, &report.all}};
  for (ImpairmentRow& row : report.rows) {
    if (row.is_on) {
      variants.push_back({only(*row.impairment, study.spread), &row.alone});
      variants.push_back({without(*row.impairment, study.spread), &row.without});
    }
  }
  return variants;
}

}  // namespace

ImpairmentReport report_impairments(const ImpairmentStudy& study, const hal::RunRequest& request,
                                    core::WorkerPool& workers) {
  if (study.num_benches == 0) {
    throw core::InputError("input.benches", "impairments: there must be one bench at least");
  }
  ImpairmentReport report;
  const std::vector<Variant> variants = variants_of(study, report);
  const double share = 1.0 / static_cast<double>(study.num_benches);
  for (std::size_t bench = 0; bench < study.num_benches; ++bench) {
    const std::uint64_t seed = study.first_seed + bench;
    const Answer ideal = answer_of(study, hal::ideal_bench(), seed, request);
    workers.run(variants.size(), [&](std::size_t index, std::size_t) {
      const Variant& variant = variants[index];
      const Answer found = answer_of(study, variant.spread, seed, request);
      add(*variant.error, {field_error(found, ideal), trace_error(found, ideal)}, share);
    });
  }
  for (ImpairmentRow& row : report.rows) {
    row.without = row.is_on ? row.without : report.all;
    add(report.sum, row.alone, 1.0);
  }
  return report;
}

}  // namespace fiberloom::sim
