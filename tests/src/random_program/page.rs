//! What the student meets: at least every definition in prose, and one of most other things now and then.

use labc::syntax::tree::*;

use super::build::*;
use super::{Dim, Lab, Local};

impl Lab<'_> {
    pub(super) fn page(&mut self) {
        let head = self.head();
        self.statements.insert(0, head);
        let everything = self.everything();
        let mut body = vec![statement(Kind::Prose(everything))];
        for _ in 0..self.choices.below(5) {
            let kind = self.visible();
            body.extend(kind.map(statement));
        }
        if self.choices.below(3) == 2 {
            let predict = self.predict();
            let reveal = Kind::Reveal(vec![predict.name.clone()]);
            body.extend([statement(Kind::Predict(predict)), statement(reveal)]);
        }
        if self.choices.once_in(4) {
            body.extend(self.predict_by_hand().map(|predict| statement(Kind::Predict(predict))));
        }
        let part = self.fresh("part");
        let (from, to) = (self.digits(), self.digits());
        let minutes = |value: f64| {
            let unit = UnitExpr { factors: vec![(word("min"), (1, 1))], span: NOWHERE, text: "min".into() };
            expr(ExprKind::Number(value, Some(unit)))
        };
        let time = match self.choices.below(3) {
            0 => None,
            1 => Some((minutes(from), None)),
            _ => Some((minutes(from), Some(minutes(from + to)))),
        };
        let title = self.line();
        let subtitle = self.choices.once_in(4).then(|| line("What it is about"));
        let was = self.former();
        self.declare(Kind::Part(Part { name: word(&part), was, title, subtitle, time, body }));
        let fact = self.values.first().cloned();
        if let Some(fact) = fact.filter(|_| self.choices.below(2) == 1) {
            let claim = CheckClaim::Holds(binary(Operator::Gt, name(&fact.name), number(0.0)));
            self.declare(Kind::Check(Check { title: None, claim }));
        }
        let slider = self.sliders.first().cloned();
        if let Some(slider) = slider.filter(|_| self.choices.once_in(8)) {
            let (value, control) = (name(&slider.name), word(&slider.name));
            let claim = CheckClaim::Trend { value, rising: true, control, on: None };
            self.declare(Kind::Check(Check { title: Some(line("it grows")), claim }));
        }
    }

    fn head(&mut self) -> Statement {
        let section = self.choices.once_in(2).then(|| word("@sec-one"));
        let chapter = (section.is_some() || self.choices.once_in(2)).then(|| line("A chapter"));
        let reading = (0..self.choices.below(3)).map(|_| (word("@sec-two"), line("To be read"))).collect();
        let context = self.picks.first().map(|(pick, _)| word(pick)).filter(|_| self.choices.once_in(2));
        let teaches = if self.choices.once_in(2) { vec![word("this"), word("that")] } else { Vec::new() };
        let title = self.line();
        statement(Kind::Lab(labc::syntax::tree::Lab {
            was: Vec::new(),
            name: word("random"),
            title,
            chapter,
            section,
            reading,
            teaches,
            context,
            prefer: Vec::new(),
        }))
    }

    /// A block that shows every named value.
    fn everything(&mut self) -> Text {
        let mut pieces = vec![TextPiece::Words("Everything:".to_owned())];
        let values = self.values.iter().map(|value| value.name.clone());
        let names: Vec<String> = values.chain(self.flags.clone()).chain(self.labels.clone()).collect();
        for each in names {
            pieces.push(TextPiece::Words(" ".to_owned()));
            pieces.push(TextPiece::Value(Box::new(shown(name(&each)))));
        }
        // Words that stand side by side are one piece.
        if let [TextPiece::Words(first), TextPiece::Words(space), ..] = pieces.as_mut_slice() {
            first.push_str(space);
            pieces.remove(1);
        }
        Text { pieces, block: true, span: NOWHERE }
    }

    fn visible(&mut self) -> Option<Kind> {
        Some(match self.choices.below(12) {
            1 => Kind::Message { from: self.line(), body: Some(self.live_line()) },
            2 => Kind::Metrics((0..=self.choices.below(2)).filter_map(|_| self.metric()).collect()),
            3 => Kind::Aside {
                tone: word(["insight", "warning", "note", "takeaways"][self.choices.below(4)]),
                title: self.choices.once_in(2).then(|| line("A title")),
                body: Some(if self.choices.below(2) == 0 { self.block() } else { self.live_line() }),
            },
            4 => {
                let body =
                    vec![statement(Kind::Prose(self.block())), statement(Kind::Prose(self.live_line()))];
                Kind::Details { title: line("Details"), body }
            }
            5 => {
                let names = self.values.iter().take(2).map(|value| word(&value.name));
                Kind::Steps(names.collect())
            }
            6 => self.rows()?,
            7 if self.choices.once_in(3) => self.figures()?,
            7 => self.chart()?,
            8 => Kind::Goal {
                name: Some(word(&self.fresh("goal"))),
                was: self.former(),
                title: self.line(),
                when: self.condition(2),
            },
            9 => self.reflect(),
            10 => {
                let form = [Layout::Beside, Layout::Tabs][self.choices.below(2)];
                let group =
                    |body| statement(Kind::Layout { form: Layout::Group, title: Some(line("Group")), body });
                let (first, second) = (self.block(), self.live_line());
                let body = vec![
                    group(vec![statement(Kind::Prose(first))]),
                    group(vec![statement(Kind::Prose(second))]),
                ];
                Kind::Layout { form, title: None, body }
            }
            11 => {
                let (text, when) = (self.live_line(), self.condition(2));
                Kind::Badges(vec![Badge::Words { level: Some(word("warn")), text, when: Some(when) }])
            }
            _ => Kind::Prose(self.block()),
        })
    }

    fn metric(&mut self) -> Option<Metric> {
        let value = self.choices.of(&self.values).cloned()?;
        let shown = self.shown(name(&value.name), value.dim);
        let of = (self.choices.below(3) == 2).then(|| self.number(value.dim, 1, true));
        let of = of.map(|of| self.shown(of, value.dim));
        let note = self.choices.once_in(2).then(|| self.live_line());
        let tones = (0..self.choices.below(3)).map(|index| Tone::When {
            level: word(["fail", "warn", "pass"][index]),
            words: self.choices.once_in(2).then(|| self.live_line()),
            when: self.condition(2),
        });
        let tones = tones.collect();
        Some(Metric { value: shown, label: Some(self.live_line()), of, note, tones, each: None })
    }

    fn rows(&mut self) -> Option<Kind> {
        if self.tables.is_empty() {
            return None;
        }
        let table = self.choices.below(self.tables.len());
        let of = self.tables[table].clone();
        let row = self.fresh("v");
        self.locals.push(Local::Row(row.clone(), table));
        let mut columns = Vec::new();
        for column in of.columns.iter().take(3) {
            let value = self.shown(field(name(&row), &column.name), column.dim);
            columns.push(Metric {
                value,
                label: Some(line("A column")),
                of: None,
                note: None,
                tones: Vec::new(),
                each: None,
            });
        }
        let filter = self.choices.once_in(4).then(|| {
            let key = field(name(&of.name), &of.keys[0]);
            binary(Operator::Eq, name(&row), key)
        });
        self.locals.clear();
        let domain = Domain::Of(Box::new(name(&of.name)));
        let rows = generator(vec![(word(&row), domain)], filter);
        let (caption, sortable) = (line("A table"), self.choices.once_in(2));
        Some(Kind::ShowTable(ShowTable { caption, sortable, rows, columns, highlights: Vec::new() }))
    }

    fn chart(&mut self) -> Option<Kind> {
        let slider = self.choices.of(&self.sliders).cloned()?;
        let value = self.choices.of(&self.values).cloned()?;
        let unit = if self.choices.once_in(2) { slider.dim.unit(&mut self.choices) } else { None };
        let label = self.choices.once_in(2).then(|| line("Across"));
        let axis = |name: Option<&str>, unit, label| ChartAxis {
            name: name.map(word),
            range: None,
            unit,
            log: false,
            frames: None,
            label,
            span: NOWHERE,
        };
        let x = axis(Some(&slider.name), unit, label);
        let unit = if self.choices.once_in(2) { value.dim.unit(&mut self.choices) } else { None };
        let y = axis(None, unit, Some(line("Up")));
        let mark = |kind: MarkKind, label: Option<&str>| ChartMark {
            kind,
            label: label.map(line),
            tones: Vec::new(),
            intervals: Vec::new(),
            each: None,
            span: NOWHERE,
        };
        let second = self.number(value.dim, 2, false);
        let mut marks = Vec::new();
        let value_dim = value.dim;
        for value in [name(&value.name), second] {
            let (dashed, filled) = (self.choices.once_in(2), self.choices.once_in(2));
            let value = shown(value);
            let kind = match self.choices.below(4) {
                0 => MarkKind::Area(value),
                1 => MarkKind::Bar(value),
                2 => MarkKind::Band(value.clone(), value),
                _ => MarkKind::Line { value, dashed, filled },
            };
            let mut drawn = mark(kind, Some("A line"));
            if matches!(drawn.kind, MarkKind::Line { .. }) && self.choices.once_in(3) {
                drawn.intervals.push(MarkInterval {
                    across: false,
                    reach: Reach::Even(shown(self.quantity(value_dim))),
                    meaning: Some(line("One standard deviation")),
                    span: NOWHERE,
                });
            }
            marks.push(drawn);
        }
        let (low, high) = (self.quantity(value.dim), self.quantity(value.dim));
        marks.push(mark(MarkKind::Rule(true, shown(low.clone())), None));
        let region = MarkKind::Region {
            horizontal: true,
            from: Some(shown(low)),
            to: None,
            level: self.choices.once_in(2).then(|| word("pass")),
        };
        marks.push(mark(region, Some("A region")));
        if self.choices.once_in(2) {
            let y = shown(high);
            marks
                .push(mark(MarkKind::Point { x: shown(name(&slider.name)), y, size: None }, Some("A point")));
        }
        if self.choices.once_in(2) {
            marks.push(mark(MarkKind::Now, None));
        }
        let title = self.line();
        Some(Kind::Chart(Box::new(Chart {
            title,
            forms: Vec::new(),
            x: Some(x),
            y: Some(y),
            marks,
            broken: false,
        })))
    }

    /// Charts of values that stand by themselves: bars, spokes, gauges, tanks, grids.
    fn figures(&mut self) -> Option<Kind> {
        let value = self.choices.of(&self.values).cloned()?;
        let which = self.choices.below(5);
        let mut marks = Vec::new();
        for index in 0..3 {
            let other = self.number(value.dim, 2, false);
            let (value, other) = (shown(name(&value.name)), shown(other));
            let kind = match which {
                0 => MarkKind::Bar(other),
                1 => MarkKind::Spoke(other, self.choices.once_in(2).then_some(value)),
                2 => MarkKind::Gauge(other, value),
                3 if index == 0 => MarkKind::Tank(value),
                3 => MarkKind::Fill(other),
                _ if index == 0 => MarkKind::Grid(value, Some(other)),
                _ if index == 1 => MarkKind::Against(other, None),
                _ => MarkKind::Limit(value, None),
            };
            // The parts of a tank are told apart by their names.
            let label = Some(if which == 3 { line(&format!("Part {index}")) } else { self.line() });
            marks.push(ChartMark {
                kind,
                label,
                tones: Vec::new(),
                intervals: Vec::new(),
                each: None,
                span: NOWHERE,
            });
        }
        let words: &[&str] = if which == 0 { &["", "stacked", "horizontal", "waterfall"] } else { &[""] };
        let form = words[self.choices.below(words.len())];
        let forms = if form.is_empty() { Vec::new() } else { vec![word(form)] };
        let title = self.line();
        Some(Kind::Chart(Box::new(Chart { title, forms, x: None, y: None, marks, broken: false })))
    }

    /// One option is true whatever the values are.
    fn predict(&mut self) -> Predict {
        let at = match self.settings() {
            settings if settings.is_empty() => None,
            settings => Some(At { settings: Some(settings), span: NOWHERE }),
        };
        let dim = Dim::draw(&mut self.choices);
        let truth = self.leaf(dim, false);
        let truth = Some(self.shown(truth, dim));
        let right = [Claim::When(binary(Operator::Lt, number(1.0), number(2.0))), Claim::Right(NOWHERE)];
        let right = right[self.choices.below(2)].clone();
        let mut options = vec![self.option(right), self.option(Claim::Never(NOWHERE))];
        let less = minus(self.quantity(dim));
        let least = minus(number(1e300));
        if dim.is_none() && self.choices.once_in(2) {
            options.push(self.option(Claim::Between(least, binary(Operator::Sub, less, number(1e200)))));
        }
        let (name, was, confidence) = (word(&self.fresh("predict")), self.former(), self.choices.once_in(2));
        let (question, about) = (self.live_line(), Vec::new());
        Predict { name, was, question, at, truth, hand: None, confidence, about, options }
    }

    /// A prediction made by hand: a curve that is drawn, or options that are put in order or drawn as bars.
    fn predict_by_hand(&mut self) -> Option<Predict> {
        let which = self.choices.below(3);
        let (truth, hand, claims) = match which {
            0 => {
                let slider =
                    self.sliders.iter().find(|slider| slider.steps > 0 && slider.from > 0.0)?.clone();
                let quantity = |value: f64| expr(ExprKind::Number(value, slider.unit.clone()));
                let (from, to) = (slider.from, slider.from + f64::from(slider.steps) * slider.step);
                let value = name(&slider.name);
                let when =
                    |place: f64| at(value.clone(), Some(vec![(vec![word(&slider.name)], quantity(place))]));
                let sketch = Sketch {
                    value: shown(value.clone()),
                    top: quantity(3.0 * to),
                    along: word(&slider.name),
                    from: quantity(from),
                    to: quantity(to),
                    span: NOWHERE,
                };
                let times = to / from;
                let truth = binary(Operator::Div, when(to), when(from));
                (truth, Hand::Sketch(Box::new(sketch)), [times, 2.0 * times, 0.5 * times])
            }
            1 => (number(3.0), Hand::Order(NOWHERE), [1.0, 3.0, 2.0]),
            _ => {
                let top = Box::new(number(4.0));
                (number(1.0), Hand::Bars { top, span: NOWHERE }, [2.0, 1.0, 3.0])
            }
        };
        let options = claims.into_iter().map(|claim| self.option(Claim::Is(number(claim)))).collect();
        let (name, was, confidence) = (word(&self.fresh("predict")), self.former(), self.choices.once_in(2));
        let (question, about) = (self.live_line(), Vec::new());
        let (truth, hand) = (Some(shown(truth)), Some(hand));
        Some(Predict { name, was, question, at: None, truth, hand, confidence, about, options })
    }

    fn reflect(&mut self) -> Kind {
        let mut options = vec![self.option(Claim::Right(NOWHERE)), self.option(Claim::Never(NOWHERE))];
        options[1].claim = None;
        Kind::Reflect(Reflect {
            name: word(&self.fresh("reflect")),
            was: self.former(),
            question: self.line(),
            options,
        })
    }

    fn option(&mut self, claim: Claim) -> PredictOption {
        let feedback = match self.choices.below(3) {
            0 => None,
            1 => Some(self.live_line()),
            _ => Some(self.block()),
        };
        let (key, was) = (word(&self.fresh("option")), self.former());
        PredictOption { key, was, label: self.line(), claim: Some(claim), feedback }
    }
}
