//! From typed statements to a plan: every live place gets a slot. Start at [`planner`]; there is a file for each kind of statement.

pub(super) mod ask;
pub(super) mod card;
pub(super) mod chart;
pub(super) mod cited;
pub(super) mod control;
pub(super) mod equation;
pub(super) mod estimate;
pub(super) mod facts;
pub(super) mod figure;
pub(super) mod formula;
pub(super) mod hud;
pub(super) mod ledger;
pub mod picture;
pub(super) mod place;
pub(super) mod planned;
pub(super) mod planner;
pub(super) mod predict;
pub(super) mod preset;
pub(super) mod record;
pub(super) mod refer;
pub(super) mod reflect;
pub(super) mod status;
pub(super) mod table;
pub(super) mod tone;
pub(super) mod upload;
pub(super) mod words;
