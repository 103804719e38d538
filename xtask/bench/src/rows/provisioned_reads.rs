//! What clients read most of templates, workspaces, builds and jobs, on PostgreSQL: the processor time of one
//! answer, held to a twentieth of what the documented server took for the same on two cores.

use super::builds::{TEMPLATE, mirror};
use super::provisioned::{Provisioned, archive, text};
use crate::bench::Bench;
use crate::load::{Measured, Request};
use crate::machine::Side;
use crate::table::{Bar, Figures, Line, Unit, spread};

const TEMPLATES: usize = 4;
const WORKSPACES: usize = 7;
const DATABASE: &str = "provisioned_reads";

/// What is read, and the processor time of the documented server for it, in microseconds.
struct Read {
    what: &'static str,
    target: String,
    documented_us: f64,
}

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let (mirror, cluster) = (mirror(bench)?.display().to_string(), bench.cluster()?);
    cluster.create(DATABASE)?;
    let flags =
        ["--database", &cluster.url(DATABASE), "--provisioner-daemons", "1", "--provider-mirror", &mirror];
    let server = Provisioned::start(&flags)?;
    reads(&server)?.iter().map(|read| line(bench, &server, read)).collect()
}

/// Makes the templates and workspaces, and names what is read of them.
fn reads(server: &Provisioned) -> Result<Vec<Read>, String> {
    let mut templates = Vec::new();
    for number in 0..TEMPLATES {
        let archive = archive(&format!("# {number}\n{TEMPLATE}"))?;
        templates.push(server.template(&format!("template{number}"), "terraform", &archive)?);
    }
    let mut workspaces = Vec::new();
    for number in 0..WORKSPACES {
        let (workspace, _) =
            server.first_build(&templates[number % TEMPLATES], &format!("workspace{number}"))?;
        workspaces.push(workspace);
    }
    let (workspace, build) = (text(&workspaces[0]["id"]), text(&workspaces[0]["latest_build"]["id"]));
    let read = |what, target: &str, documented_us| Read { what, target: target.into(), documented_us };
    let build = |rest: &str| format!("/api/v2/workspacebuilds/{build}{rest}");
    Ok(vec![
        read("7 workspaces", "/api/v2/workspaces", 23_000.0),
        read("one workspace", &format!("/api/v2/workspaces/{workspace}"), 11_700.0),
        read("4 templates", "/api/v2/templates", 8_500.0),
        read("25 jobs", "/api/v2/organizations/default/provisionerjobs?limit=25", 9_500.0),
        read("daemons", "/api/v2/organizations/default/provisionerdaemons", 2_100.0),
        read("a build", &build(""), 3_500.0),
        read("its log", &build("/logs"), 3_800.0),
        read("its parameters", &build("/parameters"), 2_300.0),
    ])
}

fn line(bench: &Bench, server: &Provisioned, read: &Read) -> Result<Line, String> {
    let request = Request::get(&read.target).token(&server.token);
    let side = Side::new(format!("burgrave on PostgreSQL, {}", read.what), &server.server.child, request);
    let how = bench.rounds();
    let measured: Vec<Measured> =
        (0..how.count).map(|round| side.measure(how, round as u64)).collect::<Result<_, _>>()?;
    let ratios: Vec<f64> = measured.iter().map(|round| round.cpu_us / read.documented_us).collect();
    let of = Measured::median(&measured);
    Ok(Line::new(
        format!("{} ÷ the documented server's {:.1} ms of CPU", read.what, read.documented_us / 1e3),
        of.cpu_us / read.documented_us,
        Unit::Ratio,
    )
    .bar(Bar::AtMost(0.05))
    .spread(spread(&ratios))
    .figures(vec![Figures { side: side.name.clone(), of }]))
}
