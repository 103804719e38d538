//! Runs the program that is installed, with real providers. Where either is missing, each case says so in one
//! line and is left out, unless `BURGRAVE_TESTS_REQUIRE` insists; `.ci/tools terraform` builds the providers.

mod canceled;
mod confined;
mod environment;
mod failing;
mod job;
mod kept;
mod lines;
mod mirrored;
mod workspace;
