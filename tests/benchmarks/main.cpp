// Runs the benchmarks and, when the propagator was among them, ends with one table of ratios.
#include <benchmark/benchmark.h>

#include <iostream>

#include "ratio_table.hpp"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  fiberloom::bench::RatioTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  table.print(std::cout);
  benchmark::Shutdown();
}
